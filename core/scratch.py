"""Temporary folders that a step works in. They go when the step ends, however it ends."""

import contextlib
import fcntl
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class Scratch:
    """The temporary folders of one worker.

    The worker holds a lock on its folder. What a killed worker left behind has
    no lock any more, and the next worker on this machine sweeps it away.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        self._folder = root / f"worker-{uuid.uuid4().hex[:12]}"
        self._folder.mkdir()
        self._lock = _lock(self._folder)

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """Give an empty folder, and remove it with all that is in it."""
        path = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """Remove everything. The folders of this worker cannot be used any more."""
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()


def _lock(folder: Path) -> IO[str] | None:
    """Lock a worker's folder; None when another process holds it."""
    handle = (folder / "lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    return handle


def _sweep(root: Path) -> None:
    for folder in root.glob("worker-*"):
        with contextlib.suppress(FileNotFoundError):  # another worker sweeps as well
            handle = _lock(folder)
            if handle is not None:
                shutil.rmtree(folder, ignore_errors=True)
                handle.close()
