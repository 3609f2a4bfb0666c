"""Measure how much a mouth moves, whatever the head, the camera and the light do.

Between two pictures, the change of the upper half of the face is explained by a small
shift and by a change of gain and brightness (least squares on the gradients, after Lucas
and Kanade, 1981). The same explanation is applied to the mouth. What it leaves there,
divided by how steep the picture is, is a way in pixels; as far as it is longer than what is
left above, the mouth went that way by itself. Teeth and beards are no louder than lips so.
"""

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found
from core.domain.box import Box

Luma = NDArray[np.uint8]
Patch = NDArray[np.float32]
T = TypeVar("T", bound=np.generic)

# Faces are looked at with at most this many rows: finer is noise.
_ROWS = 48
# A face with fewer rows than this shows no mouth.
_MIN_ROWS = 14
# Where a mouth is in a face whose points are not known, as shares of its box.
_MOUTH = Box(x=0.25, y=0.62, width=0.5, height=0.32)
# How large the region of a mouth is, as shares of the box of its face.
_MOUTH_WIDTH, _MOUTH_HEIGHT = 0.5, 0.32
# The part of a face above its mouth, as shares of its box: from the brows to the nose.
_UPPER_TOP, _UPPER_BOTTOM = 0.08, 0.55
# Levels of 255 per pixel that are added to the steepness, so that noise goes a short way.
_NOISE = 4.0


@dataclass(frozen=True, slots=True)
class Region:
    """Whole pixels of a picture: from a row and a column up to but not including others."""

    top: int
    bottom: int
    left: int
    right: int

    def of(self, pixels: NDArray[T]) -> NDArray[T]:
        cut: NDArray[T] = pixels[self.top : self.bottom, self.left : self.right]
        return cut


UNSEEN = -1.0
"""The motion of a mouth that cannot be seen."""


def motion(before: Luma, after: Luma, face: Found) -> float:
    """Return how far the mouth of a face moved by itself between two pictures.

    It is given in pixels of a face of about 50 rows, 0..1. Both pictures are looked at where
    the face is said to be. Of a face too small to show a mouth it is ``UNSEEN``.
    """
    region = pixels(face.box, *before.shape)
    if region.bottom - region.top < _MIN_ROWS or region.right - region.left < _MIN_ROWS:
        return UNSEEN
    old, new = (_reduced(region.of(luma)) for luma in (before, after))
    mouth = pixels(_mouth(face), *old.shape)
    upper = slice(round(_UPPER_TOP * len(old)), round(_UPPER_BOTTOM * len(old)))
    causes = _causes((old + new) * 0.5)
    left_over = np.abs(_unexplained(new - old, causes, upper))
    steep = cv2.magnitude(causes[0], causes[1])
    of_mouth = _way(mouth.of(left_over), mouth.of(steep))
    return min(1.0, max(0.0, of_mouth - _way(left_over[upper], steep[upper])))


def pixels(box: Box, rows: int, columns: int) -> Region:
    """Return the pixels of a box, no further than the picture goes."""
    return Region(
        top=max(0, int(box.y * rows)),
        bottom=min(rows, int((box.y + box.height) * rows)),
        left=max(0, int(box.x * columns)),
        right=min(columns, int((box.x + box.width) * columns)),
    )


def _way(left_over: Patch, steep: Patch) -> float:
    """Return how far something moved to make such a change, in pixels."""
    return cv2.mean(left_over)[0] / (cv2.mean(steep)[0] + _NOISE)


def _causes(middle: Patch) -> Patch:
    """Return what changes each pixel: a shift across or down, more gain, more light."""
    causes = np.empty((4, *middle.shape), np.float32)
    cv2.Sobel(middle, cv2.CV_32F, 1, 0, dst=causes[0], ksize=1, scale=0.5)
    cv2.Sobel(middle, cv2.CV_32F, 0, 1, dst=causes[1], ksize=1, scale=0.5)
    np.subtract(middle, cv2.mean(middle)[0], out=causes[2])
    causes[3] = 1.0
    return causes


def _unexplained(change: Patch, causes: Patch, upper: slice) -> Patch:
    """Return the change that the motion and the light of the upper face do not explain."""
    known = causes[:, upper].reshape(len(causes), -1)
    square = known @ known.T + 1e-3 * known.shape[1] * np.eye(len(known), dtype=np.float32)
    _, amounts = cv2.solve(square, known @ change[upper].reshape(-1, 1), flags=cv2.DECOMP_CHOLESKY)
    explained = amounts.T @ causes.reshape(len(causes), -1)
    return np.asarray(change - explained.reshape(change.shape), np.float32)


def _mouth(face: Found) -> Box:
    """Return where the mouth is, as shares of the box of the face."""
    if face.landmarks is None:
        return _MOUTH
    left, right = face.landmarks.left_mouth, face.landmarks.right_mouth
    x = ((left[0] + right[0]) / 2 - face.box.x) / face.box.width
    y = ((left[1] + right[1]) / 2 - face.box.y) / face.box.height
    return Box(
        x=min(max(x - _MOUTH_WIDTH / 2, 0.0), 1 - _MOUTH_WIDTH),
        y=min(max(y - _MOUTH_HEIGHT / 2, 0.5), 1 - _MOUTH_HEIGHT),
        width=_MOUTH_WIDTH,
        height=_MOUTH_HEIGHT,
    )


def _reduced(face: Luma) -> Patch:
    """Return the face with few enough rows."""
    rows, columns = face.shape
    if rows > _ROWS:
        size = (max(_MIN_ROWS, round(columns * _ROWS / rows)), _ROWS)
        face = np.asarray(cv2.resize(face, size, interpolation=cv2.INTER_AREA), np.uint8)
    return face.astype(np.float32)
