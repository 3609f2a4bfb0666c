"""Faces and who they are, by networks of the insightface project: SCRFD and ArcFace.

The library is MIT. The models that its authors give away are for non-commercial research only,
so they are used from a folder that the operator sets, and never fetched.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from insightface.model_zoo import get_model
from insightface.utils.face_align import norm_crop
from numpy.typing import NDArray

from activities.face_track.base import Found, Landmarks, Picture
from core.domain.box import Box
from core.errors import EngineUnavailableError
from core.settings import settings

# The size for which SCRFD's authors tell its precision.
_LOOKED_AT = (640, 640)
_MIN_SCORE = 0.5
# What ArcFace looks at, in pixels. Of smaller faces than a third of it nothing is left to tell.
_SIDE = 112
_MIN_HEIGHT = 38


class InsightFaceDetector:
    """SCRFD: faces down to a few pixels, in any pose, with five points."""

    engine = "insightface SCRFD"

    def __init__(self) -> None:
        self._model: Any = None

    def prepare(self, report: Callable[[float], None]) -> None:
        self._model = _model("detection")
        self._model.prepare(ctx_id=0, input_size=_LOOKED_AT, det_thresh=_MIN_SCORE)
        report(1.0)

    def detect(self, picture: Picture) -> list[Found]:
        rows, columns = picture.shape[:2]
        boxes, points = self._model.detect(picture)
        whole = np.array([columns, rows], np.float32)
        found = [
            Found(
                box=_box(box[:4].reshape(2, 2) / whole),
                score=float(min(1.0, box[4])),
                landmarks=Landmarks(*((float(x), float(y)) for x, y in marks / whole)),
            )
            for box, marks in zip(boxes, points, strict=True)
        ]
        return sorted(found, key=lambda face: -face.score)


class InsightFaceEmbedder:
    """ArcFace: 512 numbers that are alike for pictures of one person."""

    engine = "insightface ArcFace"
    # Between what strangers and pictures of one person are said to give with these models; held
    # on the side of strangers, because two people in one track are worse than one in two.
    same = 0.45

    def __init__(self) -> None:
        self._model: Any = None

    def prepare(self, report: Callable[[float], None]) -> None:
        self._model = _model("recognition")
        report(1.0)

    def embed(self, picture: Picture, face: Found) -> NDArray[np.float32] | None:
        rows, columns = picture.shape[:2]
        marks = face.landmarks
        if marks is None or face.box.height * rows < _MIN_HEIGHT:
            return None
        points = np.array(
            [marks.left_eye, marks.right_eye, marks.nose, marks.left_mouth, marks.right_mouth],
            np.float32,
        )
        if points.min() < 0 or points.max() > 1:
            return None
        aligned = norm_crop(picture, points * np.array([columns, rows], np.float32), _SIDE)
        vector = np.asarray(self._model.get_feat(aligned), np.float32).ravel()
        length = float(np.linalg.norm(vector))
        return vector / length if length > 0 else None


def _model(task: str) -> Any:
    """Load the model of the pack that does the task.

    Raises:
        EngineUnavailableError: there is no pack, or nothing in it does the task.
    """
    folder = settings().face_track.insightface_models
    if folder is None:
        raise EngineUnavailableError("set CLIPPED_FACE_TRACK__INSIGHTFACE_MODELS to a folder")
    try:
        for path in sorted(folder.glob("*.onnx")):
            if _task(path) == task:
                return get_model(str(path))
    # What is wrong with a file shows in many ways.
    except (DecodeError, LookupError, OSError, RuntimeError, ValueError) as error:
        raise EngineUnavailableError(f"{path} cannot be loaded: {error}") from error
    raise EngineUnavailableError(f"{folder} has no {task} model; set it to an insightface pack")


def _task(path: Path) -> str:
    """Tell by its form what a model is for, as its library does."""
    graph = onnx.load_model(str(path), load_external_data=False).graph
    if len(graph.output) >= 6:
        return "detection"
    sides = [side.dim_value for side in graph.input[0].type.tensor_type.shape.dim[2:4]]
    return "recognition" if len(graph.output) == 1 and sides == [_SIDE, _SIDE] else ""


def _box(corners: NDArray[np.float32]) -> Box:
    """Return the part of a box that lies inside the picture."""
    (x, y), (right, bottom) = (map(float, corner) for corner in np.clip(corners, 0, 1))
    return Box(x=x, y=y, width=right - x, height=bottom - y)
