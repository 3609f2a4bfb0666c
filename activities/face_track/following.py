"""Follow a face from picture to picture without looking for it anew."""

from dataclasses import replace
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found, Landmarks, Point
from activities.face_track.mouth import Luma, pixels
from core.domain.box import Box

# What is followed of a face, as shares of its box: from the brows to the nose, where
# speaking changes nothing.
_UPPER = Box(x=0.08, y=0.05, width=0.84, height=0.6)
# What is followed has at most so many rows: a match then takes about 50 microseconds.
_ROWS = 16
# How far it is looked for, in sizes of the face.
_REACH = 0.4
# From which correlation on it is the same face.
_HELD = 0.6
# What differs by fewer levels of 255 than this is a wall, which is found everywhere.
_MIN_CONTRAST = 3.0
# A face that went less far than this, in widths of the face and in pixels, has not moved:
# it only seems to, from noise and from the grid of pixels.
_DEAD_BAND, _DEAD_PIXELS = 0.03, 0.6

Patch = NDArray[np.uint8]


class Followed:
    """A face that was found in one picture, and is followed through those after it."""

    def __init__(self, luma: Luma, face: Found) -> None:
        self.face = face
        """As it was last seen."""
        rows, columns = luma.shape
        self._found = face
        self._box = _part(face.box)
        height, width = self._box.height * rows, self._box.width * columns
        self._scale = min(1.0, _ROWS / max(height, 1.0))
        self._size = columns, rows
        self._upper = _reduced(luma, self._box, self._scale)
        self._speed = (0.0, 0.0)
        usable = min(self._upper.shape) >= 4 and float(self._upper.std()) >= _MIN_CONTRAST
        self._usable = usable and width >= 4

    def follow(self, luma: Luma) -> bool:
        """Find the face in the next picture. Return whether it is surely there.

        ``face`` is then where it is now; a face that has hardly moved stays where it was.
        """
        if not self._usable:
            return False
        box = self.face.box
        reach = Box(
            x=self._inside.x - _REACH * box.width,
            y=self._inside.y - _REACH * box.height,
            width=self._box.width + 2 * _REACH * box.width,
            height=self._box.height + 2 * _REACH * box.height,
        )
        around = _reduced(luma, reach, self._scale)
        if any(a < u for a, u in zip(around.shape, self._upper.shape, strict=True)):
            return False
        fits = np.asarray(cv2.matchTemplate(around, self._upper, cv2.TM_CCOEFF_NORMED), np.float32)
        _, best, _, (x, y) = cv2.minMaxLoc(fits)
        if not best >= _HELD:
            return False
        corner = pixels(reach, *luma.shape)
        self._went(
            corner.left + (x + _between(fits[y], x)) / self._scale,
            corner.top + (y + _between(fits[:, x], y)) / self._scale,
        )
        return True

    @property
    def _inside(self) -> Box:
        """Where what is followed was last seen."""
        return _part(self.face.box)

    def _went(self, left: float, top: float) -> None:
        columns, rows = self._size
        first, now = pixels(self._box, rows, columns), self.face.box
        found = self._found.box
        x, y = found.x + (left - first.left) / columns, found.y + (top - first.top) / rows
        away = hypot((x - now.x) * columns, (y - now.y) * rows)
        if away > max(_DEAD_PIXELS, _DEAD_BAND * found.width * columns):
            self.face = shifted(self._found, x - found.x, y - found.y)


def shifted(face: Found, x: float, y: float) -> Found:
    """Return the face so far to the right and further down, in shares of the picture."""
    box = replace(face.box, x=face.box.x + x, y=face.box.y + y)
    return replace(face, box=inside(box), landmarks=_shifted(face.landmarks, x, y))


def settled(before: Found, now: Found) -> Found:
    """Return the face as it is found now, in the place it had before if it has hardly moved."""
    old, new = before.box, now.box
    x, y = (a - b for a, b in zip(new.center, old.center, strict=True))
    same_place = abs(x) <= 0.06 * old.width and abs(y) <= 0.06 * old.height
    same_size = abs(new.width - old.width) <= 0.12 * old.width
    if not (same_place and same_size and abs(new.height - old.height) <= 0.12 * old.height):
        return now
    return replace(now, box=old)


def inside(box: Box) -> Box:
    """Return the part of a box that lies in the picture."""
    x, y = min(max(box.x, 0.0), 1.0), min(max(box.y, 0.0), 1.0)
    right, bottom = min(max(box.x + box.width, x), 1.0), min(max(box.y + box.height, y), 1.0)
    return Box(x=x, y=y, width=right - x, height=bottom - y)


def _shifted(points: Landmarks | None, x: float, y: float) -> Landmarks | None:
    if points is None:
        return None

    def moved(point: Point) -> Point:
        return point[0] + x, point[1] + y

    return Landmarks(
        moved(points.left_eye),
        moved(points.right_eye),
        moved(points.nose),
        moved(points.left_mouth),
        moved(points.right_mouth),
    )


def _part(box: Box) -> Box:
    return Box(
        x=box.x + _UPPER.x * box.width,
        y=box.y + _UPPER.y * box.height,
        width=_UPPER.width * box.width,
        height=_UPPER.height * box.height,
    )


def _reduced(luma: Luma, box: Box, scale: float) -> Patch:
    """Return what is in a box with so much fewer rows and columns; empty outside the picture."""
    cut = pixels(box, *luma.shape).of(luma)
    if scale >= 1 or not cut.size:
        return cut
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)


def _between(fits: NDArray[np.float32], at: int) -> float:
    """Return how far from a best fit the peak of a parabola through its neighbours lies."""
    if not 0 < at < len(fits) - 1:
        return 0.0
    before, best, after = (float(fit) for fit in fits[at - 1 : at + 2])
    bend = before - 2 * best + after
    return 0.5 * (before - after) / bend if bend < -1e-6 else 0.0
