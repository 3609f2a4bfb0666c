"""Which frames of a cut are copied and which are encoded.

A stream can be entered at a key frame alone. Of every piece of the clip, the frames before its
first key frame are encoded, the rest is copied, down to the last frames if others build on
frames that are cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class NotJoinableError(Exception):
    """The stream of the source cannot be continued by another; the message says why."""


@dataclass(frozen=True)
class Coded:
    """A frame as it lies in the source."""

    number: int
    """Its place among the frames as they are shown, counted from the start of the source."""
    entry: bool
    """Can a decoder start here, needing nothing from before?"""
    data: bytes = b""


@dataclass(frozen=True)
class Stretch:
    """Frames in a row that are copied, or encoded."""

    first: int
    frames: int
    copied: tuple[Coded, ...] = ()
    """As they lie in the source; none when the frames are encoded."""


@dataclass(frozen=True)
class Cut:
    """A piece of the clip and what the source has around it."""

    coded: tuple[Coded, ...]
    """From the last entry before the piece to its end, in the order of the source."""
    stretches: tuple[Stretch, ...]


def stretches(coded: Sequence[Coded], first: int, end: int) -> tuple[Stretch, ...]:
    """Return how to make the frames from ``first`` up to but without ``end``.

    Raises:
        NotJoinableError: some of the frames are not there.
    """
    there = {frame.number for frame in coded}
    if missing := next((n for n in range(first, end) if n not in there), None):
        raise NotJoinableError(f"frame {missing} of the source is missing")
    start = next((i for i, f in enumerate(coded) if f.entry and f.number >= first), None)
    if start is None or coded[start].number >= end:
        return (Stretch(first, end - first),)
    copied = _whole(coded[start:], end)
    behind = coded[start].number + len(copied)
    found = [
        Stretch(first, coded[start].number - first),
        Stretch(coded[start].number, len(copied), tuple(copied)),
        Stretch(behind, end - behind),
    ]
    return tuple(stretch for stretch in found if stretch.frames > 0)


def _whole(coded: Sequence[Coded], end: int) -> Sequence[Coded]:
    """Return the longest beginning that has every frame up to its last, all before ``end``.

    Frames need only such as lie before them, so a beginning can be decoded by itself.
    """
    longest, last = 0, coded[0].number
    for count, frame in enumerate(coded, start=1):
        last = max(last, frame.number)
        if last >= end:
            break
        if last - coded[0].number + 1 == count:
            longest = count
    return coded[:longest]
