"""People by oriented gradients (Dalal and Triggs, 2005), which come inside OpenCV."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from activities.face_track.base import Found, Picture
from core.domain.box import Box
from core.errors import EngineUnavailableError

# The window of the detector, in pixels, and the height of a person in it.
_WINDOW = (64, 128)
_PERSON = 0.76
_NARROWER = 0.62
# Pictures are looked at with at most this many rows: people from half the height on.
_ROWS = 240
# What the classifier has to give, and what is surely a person.
_LEAST, _SURE = 0.6, 2.0


class Hog:
    """Finds people who stand, from half the height of the picture on, from any side."""

    engine = f"oriented gradients, OpenCV {cv2.__version__}"

    def __init__(self) -> None:
        self._detector: cv2.HOGDescriptor | None = None

    def prepare(self, report: Callable[[float], None]) -> None:
        if not hasattr(cv2, "HOGDescriptor"):
            raise EngineUnavailableError(
                f"OpenCV {cv2.__version__} finds no people; install a version before 5"
            )
        cv2.setNumThreads(1)
        self._detector = cv2.HOGDescriptor()
        people = np.array(cv2.HOGDescriptor.getDefaultPeopleDetector(), np.float32)
        self._detector.setSVMDetector(people)
        report(1.0)

    def detect(self, picture: Picture) -> list[Found]:
        if self._detector is None:
            raise EngineUnavailableError("the people detector was not prepared; call prepare first")
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        scale = min(1.0, _ROWS / gray.shape[0])
        small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if small.shape[0] < _WINDOW[1] or small.shape[1] < _WINDOW[0]:
            return []
        boxes, weights = self._detector.detectMultiScale(
            small, hitThreshold=0.2, winStride=(8, 8), padding=(16, 16), scale=1.1
        )
        rows, columns = small.shape
        found = [
            Found(_box(box, rows, columns), min(1.0, float(weight) / _SURE))
            for box, weight in zip(boxes, np.ravel(weights), strict=True)
            if weight >= _LEAST
        ]
        return sorted(found, key=lambda one: -one.score)


def _box(window: Sequence[int], rows: int, columns: int) -> Box:
    """Return the person in a window of the detector, as far as it is in the picture."""
    x, y, width, height = (float(side) for side in window)
    left = max(0.0, x + (1 - _NARROWER) / 2 * width)
    right = min(float(columns), x + (1 + _NARROWER) / 2 * width)
    top = max(0.0, y + (1 - _PERSON) / 2 * height)
    bottom = min(float(rows), y + (1 + _PERSON) / 2 * height)
    return Box(
        x=left / columns,
        y=top / rows,
        width=max(0.0, right - left) / columns,
        height=max(0.0, bottom - top) / rows,
    )
