"""The boxes of an MP4 or QuickTime file (ISO/IEC 14496-12): which there are, in which order."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# Boxes that hold nothing but boxes, on the way to the edit lists of the tracks.
_HOLDERS = {b"moov", b"trak", b"edts"}

# Files in fragments have an index of their own in every fragment.
_INDEX, _PICTURES = b"moov", (b"mdat", b"moof")


@dataclass(frozen=True)
class Boxes:
    """What the boxes of a file say."""

    brand: str
    """Who may read it, for example ``isom``; ``qt`` for QuickTime."""
    indexed_first: bool
    """Does the index stand before the pictures?"""
    edit_lists: int
    """In how many tracks a list says what to skip or to delay."""


def read(path: Path) -> Boxes | None:
    """Return what the boxes of a file say; None when it is not made of boxes, or cut short."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            found = list(_walk(file, 0, size))
            brand = _brand(file, found)
        except (struct.error, ValueError):
            return None
    order = [box.kind for box in found]
    if _INDEX not in order:
        return None
    pictures = [order.index(kind) for kind in _PICTURES if kind in order]
    return Boxes(
        brand=brand,
        indexed_first=all(order.index(_INDEX) < place for place in pictures),
        edit_lists=order.count(b"elst"),
    )


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    """Of what it holds."""
    end: int


def _walk(file: BinaryIO, at: int, end: int) -> Iterator[_Box]:
    """Return the boxes of a range, each followed by those inside of it.

    Raises:
        ValueError: a box reaches out of its range.
        struct.error: a box is cut short.
    """
    while at < end:
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        start = at + 8
        if length == 1:
            length, start = struct.unpack(">Q", file.read(8))[0], at + 16
        elif length == 0:
            length = end - at
        if not start <= at + length <= end:
            raise ValueError(f"a box of {length} bytes at {at} of {end}")
        yield _Box(kind, start, at + length)
        if kind in _HOLDERS:
            yield from _walk(file, start, at + length)
        at += length


def _brand(file: BinaryIO, found: list[_Box]) -> str:
    """Return the main brand; QuickTime files of old have none."""
    for box in found:
        if box.kind == b"ftyp":
            file.seek(box.start)
            return file.read(4).decode("latin-1").strip()
    return "qt"
