"""Notice a cut while the pictures go by, so that no face is followed across it."""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]
Thumbnail = NDArray[np.float32]

_ROWS, _COLUMNS = 18, 32

# A cut shows another arrangement of light and dark: thumbnails correlate by at most .36 on
# dark stage footage, where the fastest pan keeps .45.
_MAX_LIKENESS = 0.42
# Or it changes a thumbnail by so many levels of 255 that nothing else would (pans reach 15).
_CLEAR_CHANGE = 25.0
# What changes less than this is no cut, however little it correlates: it is all but one tone.
_MIN_CHANGE = 6.0
# A cut changes the picture this many times more than is usual around it.
_MIN_RATIO = 2.0
# Pictures that tell how much change is usual here: about half a second.
_MEMORY = 8


class CutWatch:
    """Compares each picture with the one before."""

    def __init__(self) -> None:
        self._before: Thumbnail | None = None
        self._usual: deque[float] = deque(maxlen=_MEMORY)

    def cut(self, now: Thumbnail) -> bool:
        """Return whether this picture begins a scene; the first picture does."""
        before, self._before = self._before, now
        if before is None:
            return True
        change = float(np.abs(now - before).mean())
        usual = float(np.median(self._usual)) if self._usual else 0.0
        self._usual.append(change)
        if change < max(_MIN_CHANGE, _MIN_RATIO * usual):
            return False
        return change >= _CLEAR_CHANGE or _likeness(now, before) <= _MAX_LIKENESS


def thumbnail(luma: Luma) -> Thumbnail:
    """Return the picture in 18 by 32 means, 0..255."""
    rows, columns = luma.shape
    if rows >= _ROWS and columns >= _COLUMNS:
        # Means of blocks of whole pixels take a quarter of the time.
        luma = luma[: rows // _ROWS * _ROWS, : columns // _COLUMNS * _COLUMNS]
    size = (_COLUMNS, _ROWS)
    return cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def _likeness(one: Thumbnail, other: Thumbnail) -> float:
    """Return the correlation of two thumbnails, -1..1."""
    x, y = one - one.mean(), other - other.mean()
    return float((x * y).sum() / (np.sqrt((x * x).sum() * (y * y).sum()) + 1e-6))
