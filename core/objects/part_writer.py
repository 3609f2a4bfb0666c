"""One part of an upload to a folder, written by one connection.

All parts lie in one file, each at its own place, so that a whole upload only needs a new name.
Beside it lies a table of what is safe, with one slot for each part. Several processes write at
the same time: the lock on the table is shared by those who write bytes of the file, and held
alone by those who change the table.
"""

import contextlib
import fcntl
import os
import secrets
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.objects.errors import (
    UploadError,
    UploadGoneError,
    UploadOffsetError,
    UploadRefusedError,
)
from core.objects.uploads import StoredPart, Upload

DATA = "data"
TABLE = "table"

NOBODY = 0
"""Stands in the slot of a part for which no connection may write any more."""

# What the process that writes loses when the machine fails.
_UNSAFE = 8 << 20

_SLOT = struct.Struct("<QQI")


class Slot(NamedTuple):
    """What is safe of a part."""

    size: int
    writer: int
    """The connection that may write the part."""
    checksum: int
    """CRC-32 of the bytes, which can be continued."""

    def part(self, upload: Upload, number: int) -> StoredPart:
        whole = self.size == upload.length(number)
        tag = f'"{self.checksum:08x}-{self.size}"'
        return StoredPart(number=number, size=self.size, tag=tag, whole=whole)


class Table:
    """The table of an upload."""

    def __init__(self, folder: Path) -> None:
        """Open it.

        Raises:
            UploadGoneError: there is no such upload.
        """
        try:
            self._file = os.open(folder / TABLE, os.O_RDWR | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            raise UploadGoneError from None

    def close(self) -> None:
        os.close(self._file)

    @contextlib.contextmanager
    def locked(self, *, alone: bool) -> Iterator[None]:
        """Keep others from changing the table, or from writing the file as well."""
        fcntl.flock(self._file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def read(self, number: int) -> Slot:
        raw = os.pread(self._file, _SLOT.size, (number - 1) * _SLOT.size)
        return Slot(*_SLOT.unpack(raw.ljust(_SLOT.size, b"\0")))

    def write(self, number: int, slot: Slot) -> None:
        os.pwrite(self._file, _SLOT.pack(*slot), (number - 1) * _SLOT.size)

    def sync(self) -> None:
        os.fsync(self._file)


class PartWriter:
    """Writes a part from ``offset`` on. From then on, no earlier connection can write it."""

    def __init__(self, upload: Upload, number: int, offset: int, folder: Path) -> None:
        """Take the part over.

        Raises:
            UploadGoneError: there is no such upload.
            UploadOffsetError: the part goes on elsewhere.
        """
        self._upload, self._number = upload, number
        self._start, self._length = upload.start(number), upload.length(number)
        self._me = secrets.randbits(63) + 1
        # A cancelled request leaves its last write behind in a thread.
        self._one = threading.Lock()
        self._table = Table(folder)
        try:
            self._data = os.open(folder / DATA, os.O_WRONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            self._table.close()
            raise UploadGoneError from None
        try:
            self._slot = self._take_over(offset)
        except BaseException:
            self.close()
            raise
        self._size, self._checksum = self._slot.size, self._slot.checksum

    def close(self) -> None:
        """Let go of the files."""
        with self._one:
            self._table.close()
            os.close(self._data)

    def write(self, chunk: bytes) -> None:
        """Write the next bytes.

        Raises:
            UploadRefusedError: the part is longer than agreed; nothing of it is kept.
            UploadError: another connection writes this part now.
        """
        with self._one:
            if self._size + len(chunk) > self._length:
                self._size = self._checksum = 0
                raise UploadRefusedError(
                    f"part {self._number} has {self._length} bytes, and more came; send it again"
                )
            with self._table.locked(alone=False):
                self._check_turn()
                _write_at(self._data, chunk, self._start + self._size)
            self._size += len(chunk)
            self._checksum = zlib.crc32(chunk, self._checksum)
            unsafe = self._size - self._slot.size >= _UNSAFE
        if unsafe:
            self.keep()

    def keep(self) -> StoredPart:
        """Make safe what was written, and return what is here of the part.

        Raises:
            UploadError: another connection writes this part now.
        """
        with self._one:
            os.fdatasync(self._data)
            with self._table.locked(alone=True):
                self._check_turn()
                self._set(Slot(self._size, self._me, self._checksum))
            return self._slot.part(self._upload, self._number)

    def _take_over(self, offset: int) -> Slot:
        with self._table.locked(alone=True):
            found = self._table.read(self._number)
            if offset not in {0, found.size}:
                raise UploadOffsetError(self._number, offset, accepted=found.size)
            checksum = found.checksum if offset else 0
            return self._set(Slot(offset, self._me, checksum))

    def _set(self, slot: Slot) -> Slot:
        self._table.write(self._number, slot)
        self._table.sync()
        self._slot = slot
        return slot

    def _check_turn(self) -> None:
        if self._table.read(self._number).writer != self._me:
            raise UploadError(f"another connection sends part {self._number} now")


def _write_at(file: int, chunk: bytes, at: int) -> None:
    view = memoryview(chunk)
    while view:
        written = os.pwrite(file, view, at)
        view, at = view[written:], at + written
