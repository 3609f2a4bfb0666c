"""MediaPipe's selfie segmentation: a small network that sees people (Apache-2.0).

It looks at 256 x 256 pixels of red, green and blue, 0..1, and tells for each how likely it
belongs to a person (MobileNetV3 with a decoder; "MediaPipe Selfie Segmentation", model card of
2021). Made for one or two people who are near.
"""

from collections.abc import Callable

import cv2
import numpy as np

from activities.render.seeing import Mask, Picture
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings

_SIDE = 256


class Selfie:
    """Sees people from about the waist up, on one core in about a hundredth of a second."""

    def __init__(self) -> None:
        self._net: cv2.dnn.Net | None = None

    def version(self) -> str:
        return f"mediapipe 0.10.21, opencv {cv2.__version__}"

    def prepare(self, report: Callable[[float], None]) -> None:
        path = ModelStore(settings()).fetch("selfie-segmentation", report)
        # More threads save such a small network no time.
        cv2.setNumThreads(1)
        try:
            self._net = cv2.dnn.readNetFromTFLite(str(path))
        except cv2.error as error:
            raise EngineUnavailableError(
                f"the segmentation model {path} cannot be read; delete it so that it is fetched"
                " again"
            ) from error

    def person(self, picture: Picture) -> Mask:
        assert self._net is not None, "prepare comes first"
        self._net.setInput(cv2.dnn.blobFromImage(picture, 1 / 255, (_SIDE, _SIDE), swapRB=True))
        found = np.asarray(self._net.forward(), np.float32).reshape(_SIDE, _SIDE)
        return found.clip(0.0, 1.0)
