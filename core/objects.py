"""Where files are kept. A key starts with its workspace and never changes its content."""

import asyncio
import fcntl
import os
import re
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol, TypeVar

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.errors import SourceNotFoundError

V = TypeVar("V", bound=Value)

# Everything a key may hold: ids, step names, file names of ours. Never a person's text.
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")

# Linux ioctl FICLONE: share the blocks of a file until one of the two changes.
_FICLONE = 0x40049409


class ObjectStore(Protocol):
    """A place for files. Writing a key is atomic: it is there whole, or not at all."""

    async def find(self, key: str) -> Artifact | None:
        """Return the artifact of that key, None when there is none."""
        ...

    async def put_file(self, key: str, path: Path) -> Artifact:
        """Take over the file at ``path``, which is gone afterwards."""
        ...

    async def put_bytes(self, key: str, content: bytes) -> Artifact:
        """Store the content."""
        ...

    def local(self, artifact: Artifact) -> AbstractAsyncContextManager[Path]:
        """Give a readable file with the content, for as long as the context lasts.

        Raises:
            SourceNotFoundError: the artifact is not stored any more.
        """
        ...

    async def delete(self, key: str) -> None:
        """Remove the key; nothing happens when it is not there."""
        ...


class FolderStore:
    """An object store in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def path(self, key: str) -> Path:
        """Return where the key lives, whether or not it is there."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self._root / key

    async def find(self, key: str) -> Artifact | None:
        path = self.path(key)
        return Artifact(key=key, size=path.stat().st_size) if path.is_file() else None

    async def put_file(self, key: str, path: Path) -> Artifact:
        await asyncio.to_thread(self._move, path, self.path(key))
        return Artifact(key=key, size=self.path(key).stat().st_size)

    async def put_bytes(self, key: str, content: bytes) -> Artifact:
        await asyncio.to_thread(_write, self.path(key), content)
        return Artifact(key=key, size=len(content))

    @asynccontextmanager
    async def local(self, artifact: Artifact) -> AsyncIterator[Path]:
        path = self.path(artifact.key)
        if not path.is_file():
            raise SourceNotFoundError(
                f"the stored file {artifact.key} is gone; start the job again from its source"
            )
        yield path

    async def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def _move(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _sync(source)
            source.replace(target)
        except OSError:  # another file system
            partial = target.with_name(f".{uuid.uuid4().hex}.part")
            copy(source, partial)
            partial.replace(target)
            source.unlink()
        _sync(target.parent)


async def put_value(store: ObjectStore, key: str, value: Value) -> Artifact:
    """Store a value as JSON."""
    return await store.put_bytes(key, value.model_dump_json().encode())


async def read_value(store: ObjectStore, artifact: Artifact, kind: type[V]) -> V:
    """Read back a value that ``put_value`` stored."""
    async with store.local(artifact) as path:
        return kind.model_validate_json(await asyncio.to_thread(path.read_bytes))


def copy(source: Path, target: Path) -> None:
    """Copy a file, without copying its bytes where the file system can share them."""
    with source.open("rb") as reading, target.open("wb") as writing:
        with suppress(OSError):
            fcntl.ioctl(writing.fileno(), _FICLONE, reading.fileno())
            return
        shutil.copyfileobj(reading, writing, length=1 << 20)
        os.fsync(writing.fileno())


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{uuid.uuid4().hex}.part")
    partial.write_bytes(content)
    _sync(partial)
    partial.replace(target)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
