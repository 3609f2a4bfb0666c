"""Write a file and know its hash, without reading it again."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

_CHUNK = 1 << 20


class HashedFile:
    """A file that is written from its start to its end, and hashed on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self.size = 0
        """Bytes written so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def restart(self) -> None:
        """Forget everything that was written."""
        self._file.seek(0)
        self._file.truncate()
        self._hash = hashlib.sha256()
        self.size = 0

    def finish(self) -> str:
        """Bring everything to disk and return the SHA-256, 64 hex digits."""
        self._file.flush()
        # Here and not when it is stored: this process shows signs of life meanwhile.
        os.fsync(self._file.fileno())
        return self._hash.hexdigest()


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_hashed(source: Path, target: Path, *, report: Callable[[float], None]) -> str:
    """Copy a file and return the SHA-256 of what was copied, 64 hex digits."""
    with source.open("rb") as reading, HashedFile(target) as writing:
        size = max(1, os.fstat(reading.fileno()).st_size)
        while chunk := reading.read(_CHUNK):
            writing.write(chunk)
            report(min(1.0, writing.size / size))
        return writing.finish()
