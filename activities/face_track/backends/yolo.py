"""People by YOLO. The library ultralytics and its weights are AGPL-3.0.

Whoever lets others use them over a network owes these the source of the whole service. Weights
are used from a file that the operator sets, and never fetched.
"""

import os
import tempfile
from collections.abc import Callable
from typing import Any

# Read when the library is imported: it keeps settings, installs what it misses, calls home.
os.environ["YOLO_OFFLINE"] = "1"
os.environ["YOLO_AUTOINSTALL"] = "false"
os.environ.setdefault("YOLO_CONFIG_DIR", tempfile.gettempdir())

import torch
import ultralytics

from activities.face_track.base import Found, Picture
from core.domain.box import Box
from core.errors import EngineUnavailableError
from core.settings import settings

_PERSON = "person"
_MIN_SCORE = 0.4


class Yolo:
    """Finds people in any pose, as the weights were taught. Wants a GPU."""

    def __init__(self) -> None:
        self._device = "cuda:0" if torch.cuda.is_available() else "cpu"
        self._model: Any = None
        self._people: list[int] = []
        weights = settings().face_track.yolo_weights
        self.engine = f"ultralytics {weights.stem if weights else 'YOLO'}"

    def prepare(self, report: Callable[[float], None]) -> None:
        path = settings().face_track.yolo_weights
        if path is None or not path.is_file():
            raise EngineUnavailableError(
                f"there are no weights at {path}; set CLIPPED_FACE_TRACK__YOLO_WEIGHTS to a file"
            )
        ultralytics.settings.update({"sync": False})
        try:
            self._model = ultralytics.YOLO(str(path), task="detect")
            names = self._model.names
        # What is wrong with a file shows in many ways.
        except (
            AttributeError,
            ImportError,
            LookupError,
            OSError,
            RuntimeError,
            TypeError,
        ) as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise EngineUnavailableError(f"{path} cannot be loaded: {reason}") from error
        self._people = [number for number, name in names.items() if name == _PERSON]
        if not self._people:
            raise EngineUnavailableError(f"the weights {path} know no class {_PERSON!r}")
        report(1.0)

    def detect(self, picture: Picture) -> list[Found]:
        (result,) = self._model.predict(
            picture,
            classes=self._people,
            conf=_MIN_SCORE,
            device=self._device,
            verbose=False,
        )
        found = [
            Found(box=_box(*corners), score=float(score))
            for corners, score in zip(
                result.boxes.xyxyn.tolist(), result.boxes.conf.tolist(), strict=True
            )
        ]
        return sorted(found, key=lambda person: -person.score)


def _box(*corners: float) -> Box:
    """Return the part of a box that lies inside the picture."""
    left, top, right, bottom = (min(1.0, max(0.0, side)) for side in corners)
    return Box(x=left, y=top, width=right - left, height=bottom - top)
