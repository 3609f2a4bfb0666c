"""Keep small pictures of faces in a file, for engines that look at them."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import CROP_RATE, CROP_SIDE
from activities.face_track.mouth import Luma
from core.domain.box import Box

# The side of a crop in longer sides of the face, and how far below the middle of the face
# its middle lies: those with which TalkNet (Tao et al., 2021) and its successors were trained.
_SIDE, _BELOW = 0.7, 0.2
_SIZE = CROP_SIDE * CROP_SIDE

Crops = NDArray[np.uint8]


class CropFile:
    """Crops one after the other, numbered from 0, in a file that goes with the step."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.write_bytes(b"")
        self._count = 0

    def keep(self, luma: Luma, boxes: Sequence[Box]) -> int:
        """Append the crop of every face and return the number of the first."""
        first = self._count
        with self._path.open("ab") as file:
            for box in boxes:
                file.write(crop(luma, box).tobytes())
        self._count += len(boxes)
        return first

    def through_time(
        self, times: Sequence[float], numbers: Sequence[int], *, start: float, count: int
    ) -> Crops:
        """Return ``count`` crops at ``CROP_RATE`` from ``start`` on, the latest at each time.

        They lie in a file of their own: of a long recording they are more than the memory holds.
        """
        path = self._path.with_suffix(".through-time")
        path.unlink(missing_ok=True)
        found = np.memmap(path, np.uint8, "w+", shape=(max(1, count), CROP_SIDE, CROP_SIDE))
        if numbers:
            stored = np.memmap(self._path, np.uint8, "r").reshape(-1, CROP_SIDE, CROP_SIDE)
            latest = np.searchsorted(times, start + (np.arange(count) + 0.5) / CROP_RATE) - 1
            for number, which in enumerate(np.maximum(latest, 0)):
                found[number] = stored[numbers[which]]
        return found[:count]


def crop(luma: Luma, box: Box) -> Crops:
    """Return the middle of a face, square; what lies outside the picture is gray."""
    rows, columns = luma.shape
    width, height = box.width * columns, box.height * rows
    longer = max(width, height, 1.0)
    scale = CROP_SIDE / (_SIDE * longer)
    x, y = box.center[0] * columns, box.center[1] * rows + _BELOW * longer
    move = np.array(
        [[scale, 0, CROP_SIDE / 2 - scale * x], [0, scale, CROP_SIDE / 2 - scale * y]], np.float32
    )
    return np.asarray(
        cv2.warpAffine(luma, move, (CROP_SIDE, CROP_SIDE), borderValue=(110.0,)), np.uint8
    )
