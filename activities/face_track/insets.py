"""Find the frame of a small picture of the speaker inside a larger picture."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from activities.face_track.mouth import Luma, Region
from core.domain.box import Box

# Neighbours that differ by more levels of 255 than this are an edge.
_EDGE = 14
# An edge that is there in this share of the glances stays.
_STAYS = 0.75
# A line is an edge that stays along this share of the side of the frame.
_LINE = 0.85
# How far from the face a side of the frame may be, in widths and heights of the face.
_BESIDE, _ABOVE, _BELOW = 3.0, 1.6, 3.0
# How much of the side is looked at, in sizes of the face, from its middle to both sides.
_ALONG = 0.8
# A frame fills at most this share of the picture.
_MOST = 0.35

Counts = NDArray[np.uint16]


@dataclass(slots=True)
class Lines:
    """How often there was an edge between each pixel and its neighbour."""

    glances: int = 0
    upright: Counts = field(default_factory=lambda: np.zeros((0, 0), np.uint16))
    """Between a pixel and the one to its right."""
    level: Counts = field(default_factory=lambda: np.zeros((0, 0), np.uint16))
    """Between a pixel and the one below."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns of the pictures."""
        return self.level.shape[0] + 1, self.upright.shape[1] + 1

    def add(self, luma: Luma) -> None:
        """Take in another picture of the same size."""
        values = luma.astype(np.int16)
        upright = np.abs(np.diff(values, axis=1)) > _EDGE
        level = np.abs(np.diff(values, axis=0)) > _EDGE
        if not self.glances:
            self.upright = np.zeros(upright.shape, np.uint16)
            self.level = np.zeros(level.shape, np.uint16)
        self.upright += upright
        self.level += level
        self.glances += 1


def inset(lines: Lines, face: Box) -> Box | None:
    """Return the frame around a face, from lines that stay; None when there is none.

    A side that has no line is the edge of the picture when that is near. At least one upright
    and one level line must be there.
    """
    rows, columns = lines.level.shape[0] + 1, lines.level.shape[1]
    least = _STAYS * lines.glances
    x, y = face.center[0] * columns, face.center[1] * rows
    width, height = face.width * columns, face.height * rows
    along = Region(
        top=max(0, round(y - _ALONG * height)),
        bottom=min(rows, round(y + _ALONG * height)),
        left=max(0, round(x - _ALONG * width)),
        right=min(columns, round(x + _ALONG * width)),
    )
    upright = _shares(lines.upright[along.top : along.bottom] >= least, axis=0)
    level = _shares(lines.level[:, along.left : along.right] >= least, axis=1)
    left = _line(upright[::-1], len(upright) - round(x - width / 2), _BESIDE * width)
    right = _line(upright, round(x + width / 2), _BESIDE * width)
    top = _line(level[::-1], len(level) - round(y - height / 2), _ABOVE * height)
    bottom = _line(level, round(y + height / 2), _BELOW * height)
    if not ((left or right) and (top or bottom)):
        return None
    sides = (
        _side(len(upright) - left + 1 if left else None, 0, near=x - _BESIDE * width <= 0),
        _side(len(level) - top + 1 if top else None, 0, near=y - (_ABOVE + 0.5) * height <= 0),
        _side(right, columns, near=x + _BESIDE * width >= columns),
        _side(bottom, rows, near=y + _BELOW * height >= rows),
    )
    return _box(sides, rows, columns)


def _shares(stays: NDArray[np.bool_], *, axis: int) -> NDArray[np.float64]:
    """Return along which share of the side an edge stays; a line may be two pixels wide."""
    if not stays.shape[axis]:
        return np.zeros(stays.shape[1 - axis])
    share: NDArray[np.float64] = stays.mean(axis=axis)
    return share


def _line(shares: NDArray[np.float64], start: int, far: float) -> int | None:
    """Return the place after the first line from a place on; None when none is near enough."""
    start = max(0, start)
    near = np.flatnonzero(shares[start : start + max(0, round(far))] >= _LINE)
    return start + int(near[0]) + 1 if len(near) else None


def _side(line: int | None, edge: int, *, near: bool) -> int | None:
    if line is not None:
        return line
    return edge if near else None


def _box(sides: tuple[int | None, ...], rows: int, columns: int) -> Box | None:
    left, top, right, bottom = sides
    if left is None or top is None or right is None or bottom is None:
        return None
    box = Box(
        x=left / columns,
        y=top / rows,
        width=max(0, right - left) / columns,
        height=max(0, bottom - top) / rows,
    )
    return box if 0 < box.area <= _MOST else None
