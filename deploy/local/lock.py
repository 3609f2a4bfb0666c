"""Locks between processes. The kernel frees them, whatever way their holder ends."""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator
from pathlib import Path

_RETRY_SECONDS = 0.2


class Lock:
    """A lock on a file. Holders write their process id into it, for people to read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def try_acquire(self, *, shared: bool = False) -> bool:
        """Take the lock if nobody has it in a way that excludes us."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        if not shared:
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle
        return True

    async def acquire(self, *, shared: bool = False) -> None:
        """Wait for the lock. The kernel wakes nobody of us, so this asks again and again."""
        while True:
            if self.try_acquire(shared=shared):
                return
            await asyncio.sleep(_RETRY_SECONDS)

    def release(self) -> None:
        """Give the lock back. Without it, this does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def holder(self) -> int | None:
        """Return the process that holds the lock alone, None when nobody does."""
        probe = Lock(self._path)
        if not self._path.exists() or probe.try_acquire(shared=True):
            probe.release()
            return None
        with contextlib.suppress(OSError, ValueError):
            return int(self._path.read_text())
        return 0

    @contextlib.asynccontextmanager
    async def held(self, *, shared: bool = False) -> AsyncIterator[None]:
        """Wait for the lock and hold it during the block."""
        await self.acquire(shared=shared)
        try:
            yield
        finally:
            self.release()
