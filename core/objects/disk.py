"""Put files in their place, whole or not at all."""

import fcntl
import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

# Linux ioctl FICLONE: share the blocks of a file until one of the two changes.
_FICLONE = 0x40049409


def copy(source: Path, target: Path) -> None:
    """Copy a file, without copying its bytes where the file system can share them."""
    with source.open("rb") as reading, target.open("wb") as writing:
        with suppress(OSError):
            fcntl.ioctl(writing.fileno(), _FICLONE, reading.fileno())
            return
        shutil.copyfileobj(reading, writing, length=1 << 20)
        os.fsync(writing.fileno())


def move(source: Path, target: Path) -> None:
    """Move a file to its place, also from another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        sync(source)
        source.replace(target)
    except OSError:  # another file system
        partial = _partial(target)
        copy(source, partial)
        partial.replace(target)
        source.unlink()
    sync(target.parent)


def write(target: Path, content: bytes) -> None:
    """Write a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(target)
    try:
        partial.write_bytes(content)
        sync(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file or folder is on its disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _partial(target: Path) -> Path:
    return target.with_name(f".{uuid.uuid4().hex}.part")
