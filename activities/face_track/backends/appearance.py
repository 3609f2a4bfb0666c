"""Tell people apart by what they look like in one recording: face, clothes and surroundings.

No model: the face is compared by where light turns into dark (oriented gradients, Dalal and
Triggs, 2005) after its light is evened out, clothes and surroundings by their colours. It
knows a person again in the same clothes and from about the same side, and no better.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found, Picture
from core.domain.box import Box

# The face is looked at in so many rows and columns, in cells of so many pixels.
_SIDE, _CELL, _DIRECTIONS = 32, 8, 6
# Faces with fewer rows than this look all alike.
_MIN_ROWS = 16
# Clothes are below the face, as shares of its box; the box of hair and skin is the face.
_CLOTHES = Box(x=-0.6, y=1.25, width=2.2, height=1.3)
_HEAD = Box(x=-0.15, y=-0.35, width=1.3, height=1.35)
# At least this share of the clothes must be in the picture.
_MIN_CLOTHES = 0.25
# Shades of each colour channel (lightness, and two of colour).
_LIGHT, _COLOUR = 4, 5
# What the parts count for.
_FACE_WEIGHT, _CLOTHES_WEIGHT, _HEAD_WEIGHT = 0.45, 0.35, 0.2

Values = NDArray[np.float32]


class Appearance:
    """Compares gradients of the face and colours of head and clothes. Needs no model."""

    engine = "appearance"
    same = 0.8

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def embed(self, picture: Picture, face: Found) -> Values | None:
        head = _cut(picture, face.box)
        if face.box.height * picture.shape[0] < _MIN_ROWS or head is None:
            return None
        clothes = _cut(picture, _placed(_CLOTHES, face.box), least=_MIN_CLOTHES)
        around = _cut(picture, _placed(_HEAD, face.box))
        parts = [
            _FACE_WEIGHT**0.5 * _gradients(head),
            _CLOTHES_WEIGHT**0.5 * _colours(clothes),
            _HEAD_WEIGHT**0.5 * _colours(around),
        ]
        vector = np.concatenate(parts)
        return np.asarray(vector / (np.linalg.norm(vector) + 1e-9), np.float32)


def _placed(part: Box, face: Box) -> Box:
    return Box(
        x=face.x + part.x * face.width,
        y=face.y + part.y * face.height,
        width=part.width * face.width,
        height=part.height * face.height,
    )


def _cut(picture: Picture, box: Box, *, least: float = 0.0) -> Picture | None:
    """Return what is in a box; None when less than that share of it is in the picture."""
    rows, columns = picture.shape[:2]
    top, bottom = max(0, round(box.y * rows)), min(rows, round((box.y + box.height) * rows))
    left, right = max(0, round(box.x * columns)), min(columns, round((box.x + box.width) * columns))
    inside = max(0, bottom - top) * max(0, right - left)
    if inside < max(4, least * box.area * rows * columns):
        return None
    return np.asarray(picture[top:bottom, left:right], np.uint8)


def _gradients(face: Picture) -> Values:
    """Return how steep a face is in each direction, cell by cell, as a vector of length 1."""
    gray = cv2.cvtColor(
        cv2.resize(face, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
    ).astype(np.float32)
    gray = (gray - gray.mean()) / (gray.std() + 4.0)
    across = cv2.Sobel(gray, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(gray, cv2.CV_32F, 0, 1, ksize=1)
    steep, angle = np.hypot(across, down), np.arctan2(down, across) % np.pi
    direction = np.minimum((angle / np.pi * _DIRECTIONS).astype(int), _DIRECTIONS - 1)
    row, column = np.mgrid[:_SIDE, :_SIDE] // _CELL
    cell = (row * (_SIDE // _CELL) + column) * _DIRECTIONS + direction
    count = (_SIDE // _CELL) ** 2 * _DIRECTIONS
    found = np.sqrt(np.bincount(cell.ravel(), steep.ravel(), count)).astype(np.float32)
    return _unit(found - found.mean())


def _colours(part: Picture | None) -> Values:
    """Return which colours there are, as a vector of length 1; zeros for nothing."""
    count = _LIGHT * _COLOUR * _COLOUR
    if part is None:
        return np.zeros(count, np.float32)
    small = cv2.resize(part, (16, 16), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2Lab).astype(int)
    light = np.clip(lab[..., 0] * _LIGHT // 256, 0, _LIGHT - 1)
    # Most colours are near gray: the shades are narrow in the middle.
    tint = [np.digitize(lab[..., channel], (108, 122, 134, 148)) for channel in (1, 2)]
    shade = (light * _COLOUR + tint[0]) * _COLOUR + tint[1]
    return _unit(np.sqrt(np.bincount(shade.ravel(), minlength=count)).astype(np.float32))


def _unit(vector: Values) -> Values:
    return np.asarray(vector / (np.linalg.norm(vector) + 1e-9), np.float32)
