"""The outermost structure of MP4 and QuickTime files (ISO/IEC 14496-12, 4.2)."""

import os
import struct
from dataclasses import dataclass
from typing import IO

_FIRST = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


@dataclass(frozen=True)
class Boxes:
    """What a file holds at its top level."""

    names: tuple[str, ...]
    complete: bool
    """False when the last box is longer than the file."""


def top_boxes(file: IO[bytes]) -> Boxes | None:
    """Return the top-level boxes of a file; None when it is not of this format."""
    size = file.seek(0, os.SEEK_END)
    names: list[str] = []
    at = 0
    while at + 8 <= size:
        name, length = _box(file, at)
        if not names and name not in _FIRST:
            return None
        names.append(name.decode("latin-1"))
        at = at + length if length >= 8 else size
    return Boxes(tuple(names), complete=at == size) if names else None


def _box(file: IO[bytes], at: int) -> tuple[bytes, int]:
    """Return name and length of the box at an offset; length 0 reaches to the end of the file."""
    file.seek(at)
    length, name = struct.unpack(">I4s", file.read(8))
    if length == 1:  # the real length follows in eight bytes
        long = file.read(8)
        length = int.from_bytes(long) if len(long) == 8 else 8
    return name, length
