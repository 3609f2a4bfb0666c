"""Measure how much a mouth moves, whatever the head, the camera and the light do.

Between two pictures, the change of the upper half of the face is explained by a small
shift and by a change of gain and brightness (least squares on the gradients, after Lucas
and Kanade, 1981). The same explanation is applied to the mouth. What it leaves there,
divided by how steep the picture is, is a way in pixels; as far as it is longer than what is
left above, the mouth went that way by itself. Teeth and beards are no louder than lips so.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found
from core.domain.box import Box

Luma = NDArray[np.uint8]
Patch = NDArray[np.float32]
T = TypeVar("T", bound=np.generic)

# Faces are looked at with at most about this many rows: finer is noise.
_ROWS = 48
# A face with fewer rows than this shows no mouth.
_MIN_ROWS = 16
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


def motion(before: Luma, after: Luma, face: Found) -> float:
    """Return how far the mouth of a face moved by itself between two pictures.

    It is given in pixels of a face of about 50 rows, 0..1. Both pictures are looked at where
    the face is said to be. A face too small to show a mouth has none that moves.
    """
    region = _pixels(face.box, *before.shape)
    if region.bottom - region.top < _MIN_ROWS or region.right - region.left < _MIN_ROWS:
        return 0.0
    old, new = (_reduced(region.of(luma)) for luma in (before, after))
    mouth = _pixels(_mouth(face), *old.shape)
    upper = slice(round(_UPPER_TOP * len(old)), round(_UPPER_BOTTOM * len(old)))
    left_over = np.abs(_unexplained(old, new, upper))
    steep = np.hypot(*np.gradient((old + new) / 2))
    of_mouth = _way(mouth.of(left_over), mouth.of(steep))
    return float(np.clip(of_mouth - _way(left_over[upper], steep[upper]), 0.0, 1.0))


def _way(left_over: Patch, steep: Patch) -> float:
    """Return how far something moved to make such a change, in pixels."""
    return float(left_over.mean() / (steep.mean() + _NOISE))


def _unexplained(old: Patch, new: Patch, upper: slice) -> Patch:
    """Return the change that the motion and the light of the upper face do not explain."""
    middle = (old + new) / 2
    down, across = np.gradient(middle)
    causes = np.stack([down, across, middle - middle.mean(), np.ones_like(middle)], axis=-1)
    change = new - old
    known = causes[upper].reshape(-1, causes.shape[-1])
    square = known.T @ known + 1e-3 * len(known) * np.eye(known.shape[1], dtype=np.float32)
    amounts = np.linalg.solve(square, known.T @ change[upper].ravel())
    rest: Patch = change - causes @ amounts
    return rest


def _mouth(face: Found) -> Box:
    """Return where the mouth is, as shares of the box of the face."""
    if face.landmarks is None:
        return _MOUTH
    left, right = face.landmarks.left_mouth, face.landmarks.right_mouth
    x = ((left[0] + right[0]) / 2 - face.box.x) / face.box.width
    y = ((left[1] + right[1]) / 2 - face.box.y) / face.box.height
    return Box(
        x=float(np.clip(x - _MOUTH_WIDTH / 2, 0, 1 - _MOUTH_WIDTH)),
        y=float(np.clip(y - _MOUTH_HEIGHT / 2, 0.5, 1 - _MOUTH_HEIGHT)),
        width=_MOUTH_WIDTH,
        height=_MOUTH_HEIGHT,
    )


def _pixels(box: Box, rows: int, columns: int) -> Region:
    return Region(
        top=max(0, int(box.y * rows)),
        bottom=min(rows, int((box.y + box.height) * rows)),
        left=max(0, int(box.x * columns)),
        right=min(columns, int((box.x + box.width) * columns)),
    )


def _reduced(pixels: Luma) -> Patch:
    """Return the mean of blocks of pixels, so many that few enough rows remain."""
    size = max(1, round(pixels.shape[0] / _ROWS))
    rows, columns = (side // size for side in pixels.shape)
    cut = pixels[: rows * size, : columns * size].astype(np.float32)
    return np.asarray(cut.reshape(rows, size, columns, size).mean(axis=(1, 3)), np.float32)
