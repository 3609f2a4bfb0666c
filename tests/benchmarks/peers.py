"""Other people's programs, each installed in an environment of its own."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from core.errors import EngineUnavailableError
from core.settings import settings


def interpreter(name: str, packages: Sequence[str], *, alone: Sequence[str]) -> Path:
    """Return the Python that can import a peer. Its environment is made on first use and kept.

    ``alone`` are the packages that come without what they ask for.

    Raises:
        EngineUnavailableError: it cannot be installed here.
    """
    recipe = hashlib.sha256("\n".join([*packages, "", *alone]).encode()).hexdigest()
    folder = settings().cache_dir / "bench" / "peers" / f"{name}-{recipe[:8]}"
    if not folder.exists():
        unfinished = folder.with_name(f"{os.getpid()}-{folder.name}")
        python = str(unfinished / "bin" / "python")
        try:
            unfinished.mkdir(parents=True, exist_ok=True)
            _uv("venv", "--allow-existing", "--python", sys.executable, ".", folder=unfinished)
            _uv("pip", "install", "--python", python, *packages, folder=unfinished)
            _uv("pip", "install", "--python", python, "--no-deps", *alone, folder=unfinished)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder / "bin" / "python"


def _uv(*arguments: str, folder: Path) -> None:
    beside = Path(sys.executable).with_name("uv")
    command = [str(beside) if beside.exists() else "uv", "--quiet", *arguments]
    try:
        # Not in this repository, whose rules about packages are not those of a peer.
        subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    except FileNotFoundError as error:
        raise EngineUnavailableError("peers are installed with uv; install it") from error
    except subprocess.CalledProcessError as error:
        raise EngineUnavailableError(f"uv {arguments[0]} failed: {said_last(error)}") from error


def said_last(error: subprocess.CalledProcessError) -> str:
    """Return the last line that a failed process wrote to standard error."""
    lines = str(error.stderr or "").split("\n")
    return next(
        (line.strip() for line in reversed(lines) if line.strip()), f"exit {error.returncode}"
    )
