"""CenterFace: a small network that finds faces and five points of each (MIT licence).

Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as Point" (2019).
The network gives, for every fourth row and column of its input, how likely a face has
its centre there, and for that face the logarithm of its size, the offset of its centre
inside the cell, and its five points as shares of its box.
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found, Landmarks, Picture, Point
from core.domain.box import Box
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings

# Pixels between two cells of the answer, and what the sides of the input must divide by.
_STRIDE = 4
_MULTIPLE = 32

# What the network looks at: the costs grow with the pixels, 15 ms for these on one core.
_PIXELS = 320 * 192

# Sizes of pictures for which a network is kept, of 20 MB each.
_SIZES = 3

_MIN_SCORE = 0.35
# Boxes that share more than this part of their union are the same face (as in the paper).
_SAME_FACE = 0.3

_HEATMAP, _SCALE, _OFFSET, _LANDMARKS = "537", "538", "539", "540"

Array = NDArray[np.float32]


class CenterFace:
    """Finds faces from about 2 % of the width of the picture, from the front and the side."""

    engine = "CenterFace 2019"

    def __init__(self) -> None:
        self._weights: Path | None = None
        self._nets: dict[tuple[int, int], cv2.dnn.Net] = {}

    def prepare(self, report: Callable[[float], None]) -> None:
        self._weights = ModelStore(settings()).fetch("centerface", report)
        # Other steps run beside this one, and two threads save it no time.
        cv2.setNumThreads(1)
        self._load()

    def detect(self, picture: Picture) -> list[Found]:
        height, width = picture.shape[:2]
        size = input_size(width, height)
        net = self._nets.get(size)
        if net is None:
            # OpenCV answers nonsense when a network sees a second size of input.
            net = self._load()
            self._nets = {**(self._nets if len(self._nets) < _SIZES else {}), size: net}
        blob = cv2.dnn.blobFromImage(picture, 1.0, size, (0, 0, 0), swapRB=True, crop=False)
        net.setInput(blob)
        answers = net.forward((_HEATMAP, _SCALE, _OFFSET, _LANDMARKS))
        return decode(*(np.asarray(answer, np.float32) for answer in answers))

    def _load(self) -> cv2.dnn.Net:
        try:
            return cv2.dnn.readNetFromONNX(str(self._weights))
        except cv2.error as error:
            raise EngineUnavailableError(
                f"the CenterFace model {self._weights} cannot be read; "
                "delete it so that it is fetched again"
            ) from error


def input_size(width: int, height: int) -> tuple[int, int]:
    """Return the width and height at which a picture of that size is looked at."""
    scale = min(1.0, (_PIXELS / (width * height)) ** 0.5)
    across, down = (max(1, round(side * scale / _MULTIPLE)) for side in (width, height))
    return across * _MULTIPLE, down * _MULTIPLE


def decode(heatmap: Array, scale: Array, offset: Array, points: Array) -> list[Found]:
    """Turn the four answers of the network into faces, best first, each face once."""
    rows, columns = heatmap.shape[2:]
    at = np.nonzero(heatmap[0, 0] >= _MIN_SCORE)
    scores = heatmap[0, 0][at]
    order = np.argsort(-scores, kind="stable")
    row, column = at[0][order], at[1][order]

    size = np.exp(scale[0][:, row, column])
    middle = offset[0][:, row, column] + 0.5 + np.stack([row, column])
    whole = np.array([[rows], [columns]], np.float32) * _STRIDE
    size, corner = size * _STRIDE / whole, (middle - size / 2) * _STRIDE / whole
    marks = points[0][:, row, column].reshape(5, 2, -1) * size + corner

    kept = distinct(np.concatenate([corner, corner + size]).T)
    return [
        Found(
            box=_box(*corner[:, i], *size[:, i]),
            score=float(min(1.0, scores[order[i]])),
            landmarks=Landmarks(*(_point(*mark) for mark in marks[:, :, i])),
        )
        for i in kept
    ]


def distinct(boxes: Array) -> list[int]:
    """Return which of the boxes (two corners each, best first) are faces of their own."""
    low, high = boxes[:, :2], boxes[:, 2:]
    area = np.prod(high - low, axis=1)
    kept: list[int] = []
    for i in range(len(boxes)):
        common = np.prod(
            np.clip(np.minimum(high[i], high[kept]) - np.maximum(low[i], low[kept]), 0, None),
            axis=1,
        )
        if np.all(common <= _SAME_FACE * (area[i] + area[kept] - common)):
            kept.append(i)
    return kept


def _box(top: float, left: float, height: float, width: float) -> Box:
    """Return the part of a box that lies inside the picture."""
    x, y = (float(np.clip(low, 0, 1)) for low in (left, top))
    right, bottom = (float(np.clip(high, 0, 1)) for high in (left + width, top + height))
    return Box(x=x, y=y, width=right - x, height=bottom - y)


def _point(y: float, x: float) -> Point:
    return float(x), float(y)
