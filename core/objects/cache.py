"""Copies of stored files on this machine, shared by its processes.

A copy that somebody reads is locked, shared; whoever makes room removes what nobody has locked.
The kernel frees the locks of a process, whatever way it ends.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from core.objects.disk import move
from core.objects.key import checked

_RETRY_SECONDS = 0.1


class FileCache:
    """Copies of files whose content never changes, up to ``limit`` bytes of them.

    More is kept only while it is being read.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        folder.mkdir(parents=True, exist_ok=True)

    @asynccontextmanager
    async def held(self, key: str, fetch: Callable[[Path], Awaitable[None]]) -> AsyncIterator[Path]:
        """Give a copy that stays for as long as the context lasts; fetch it when there is none.

        Of all processes that need it, one fetches it.
        """
        path = self._path(key)
        while (hold := _hold(path)) is None:
            await _fill(path, fetch)
        try:
            yield path
        finally:
            os.close(hold)

    async def adopt(self, key: str, path: Path) -> None:
        """Take over a file as the copy of what was stored under that key."""
        await asyncio.to_thread(self._adopt, self._path(key), path)

    async def make_room(self, size: int) -> None:
        """Remove what was not used for longest, until there is room for so many bytes."""
        await asyncio.to_thread(self._remove_oldest, self._limit - size)

    def forget(self, prefix: str) -> None:
        """Remove the copies of a key, or of what is under a prefix, that nobody reads."""
        path = self._folder / prefix
        for copy in [path] if path.is_file() else path.rglob("*"):
            _remove(copy)

    def _adopt(self, target: Path, path: Path) -> None:
        size = path.stat().st_size
        if size > self._limit:
            path.unlink()
            return
        self._remove_oldest(self._limit - size)
        move(path, target)

    def _path(self, key: str) -> Path:
        return self._folder / checked(key)

    def _remove_oldest(self, limit: int) -> None:
        copies = []
        for path in self._folder.rglob("*"):
            with suppress(FileNotFoundError):  # another process makes room as well
                if path.is_file():
                    about = path.stat()
                    copies.append((about.st_mtime, about.st_size, path))
        total = sum(size for _, size, _ in copies)
        for _, size, path in sorted(copies):
            if total <= limit:
                return
            if _remove(path):
                total -= size


def _hold(path: Path) -> int | None:
    """Lock a copy for reading; None when there is none."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    if not _lock(file, fcntl.LOCK_SH) or not os.fstat(file).st_nlink:
        os.close(file)
        return None
    os.utime(file)
    return file


async def _fill(path: Path, fetch: Callable[[Path], Awaitable[None]]) -> None:
    """Fetch a copy, unless another process did while this one waited for it."""
    partial = path.with_name(f".{path.name}.part")
    async with _alone(partial) as file:
        if not _is_at(file, partial):
            return
        try:
            if not await asyncio.to_thread(path.exists):
                os.ftruncate(file, 0)
                await fetch(partial)
                partial.replace(path)
        finally:
            if _is_at(file, partial):
                partial.unlink()


@asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[int]:
    """Open a file and lock it. The kernel wakes nobody, so this asks again and again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        locked = _lock(file, fcntl.LOCK_EX)
        while not locked:
            await asyncio.sleep(_RETRY_SECONDS)
            locked = _lock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _is_at(file: int, path: Path) -> bool:
    """Say whether an open file still has that name: it was renamed or removed otherwise."""
    try:
        return path.stat().st_ino == os.fstat(file).st_ino
    except FileNotFoundError:
        return False


def _remove(path: Path) -> bool:
    """Remove a copy unless somebody reads or fetches it."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        if not path.is_file() or not _lock(file, fcntl.LOCK_EX):
            return False
        path.unlink(missing_ok=True)
        return True
    finally:
        os.close(file)


def _lock(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
