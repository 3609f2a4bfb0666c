"""Haar cascades (Viola and Jones, 2001), which come inside OpenCV: nothing is fetched."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found, Picture
from core.domain.box import Box
from core.errors import EngineUnavailableError

_CASCADE = "haarcascade_frontalface_alt2.xml"

# A picture is looked at with this many pixels at most: 35 ms on one core.
_PIXELS = 400 * 225
# How much larger the face is that is looked for next, and the hits it takes.
_GROWTH, _HITS = 1.15, 4
# The smallest face that is looked for, as a share of the shorter side.
_MIN_SIZE = 0.06
# The window of the cascade is the square from the brows to the chin; heads are narrower.
_NARROWER = 0.82


class Haar:
    """Finds upright faces from the front. Slower than a network, and it misses profiles."""

    engine = f"Haar cascade, OpenCV {cv2.__version__}"

    def __init__(self) -> None:
        self._cascade: cv2.CascadeClassifier | None = None

    def prepare(self, report: Callable[[float], None]) -> None:
        if not hasattr(cv2, "CascadeClassifier"):
            raise EngineUnavailableError(
                f"OpenCV {cv2.__version__} has no Haar cascades; install a version before 5"
            )
        path = Path(cv2.__file__).parent / "data" / _CASCADE
        cascade = cv2.CascadeClassifier(str(path))
        if cascade.empty():
            raise EngineUnavailableError(f"{path} is missing; install OpenCV again")
        cv2.setNumThreads(1)
        self._cascade = cascade
        report(1.0)

    def detect(self, picture: Picture) -> list[Found]:
        if self._cascade is None:
            raise EngineUnavailableError("the Haar cascade was not prepared; call prepare first")
        gray = _small(picture)
        rows, columns = gray.shape
        least = max(20, round(_MIN_SIZE * min(rows, columns)))
        boxes, hits = self._cascade.detectMultiScale2(
            gray, scaleFactor=_GROWTH, minNeighbors=_HITS, minSize=(least, least)
        )
        found = [
            # Four hits are half believed, twelve by three quarters.
            Found(_box(np.array(box, float), rows, columns), float(count / (count + _HITS)))
            for box, count in zip(boxes, np.ravel(hits), strict=True)
        ]
        return sorted(found, key=lambda face: -face.score)


def _small(picture: Picture) -> Picture:
    """Return the picture in gray, with its contrast evened out, and not too large."""
    rows, columns = picture.shape[:2]
    scale = min(1.0, (_PIXELS / (rows * columns)) ** 0.5)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(
        cv2.equalizeHist(cv2.resize(gray, size, interpolation=cv2.INTER_AREA)), np.uint8
    )


def _box(window: NDArray[np.float64], rows: int, columns: int) -> Box:
    left, top, width, height = (float(side) for side in window)
    return Box(
        x=(left + width * (1 - _NARROWER) / 2) / columns,
        y=top / rows,
        width=width * _NARROWER / columns,
        height=height / rows,
    )
