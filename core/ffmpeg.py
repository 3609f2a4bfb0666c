"""Find ffmpeg and run it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache

import imageio_ffmpeg

from core.errors import ConfigurationError, ProcessFailedError

Report = Callable[[float], None]


@lru_cache(maxsize=1)
def executable() -> str:
    """Return the ffmpeg to use: ``CLIPPED_FFMPEG``, the system's, or the one in its wheel.

    Raises:
        ConfigurationError: there is none.
    """
    found = os.environ.get("CLIPPED_FFMPEG") or shutil.which("ffmpeg")
    if found:
        return found
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise ConfigurationError(
            "ffmpeg was not found; install it, or set CLIPPED_FFMPEG to its path"
        ) from error


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version of ffmpeg, for example ``5.1.9-0+deb12u1``."""
    shown = subprocess.run([executable(), "-version"], capture_output=True, text=True, check=True)
    return shown.stdout.split()[2]


def run(arguments: Sequence[str], *, duration: float = 0.0, report: Report | None = None) -> str:
    """Run ffmpeg to its end and return what it wrote to standard error.

    ``report`` is told how much of ``duration`` (seconds of output) is done, 0..1.

    Raises:
        ProcessFailedError: it failed; the message carries its last words.
    """
    command = [executable(), "-hide_banner", "-nostdin", "-y", "-nostats", *arguments]
    if report is not None and duration > 0:
        command[1:1] = ["-progress", "pipe:1"]
    # A file, not a pipe: nobody reads while ffmpeg writes, and a full pipe would stop it.
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if report is not None and line.startswith("out_time_us="):
                    report(_fraction(line, duration))
        log.seek(0)
        said = log.read()
    if process.returncode != 0:
        raise ProcessFailedError(f"ffmpeg failed: {last_words(said)}")
    return said


def last_words(said: str) -> str:
    """Return the line of ffmpeg's log that most likely says what went wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "rror" in line or "nvalid" in line or "No such" in line]
    return (telling or lines or ["it said nothing"])[-1][:300]


def _fraction(line: str, duration: float) -> float:
    value = line.partition("=")[2].strip()
    return min(1.0, int(value) / 1e6 / duration) if value.lstrip("-").isdigit() else 0.0
