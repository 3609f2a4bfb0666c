"""MediaPipe's face mesh and iris networks, which see where eyes look (Apache-2.0).

The mesh looks at a square of 192 pixels around a face and tells 468 points of it, and a score of
which 0 means even chances that there is a face. The iris network looks at 64 pixels around a
left eye (a right one is mirrored) and tells the middle of its iris and four points of its edge.
Kartynnik et al., "Real-time Facial Surface Geometry" (2019); Ablavatski et al., "Real-time
Pupil Tracking" (2020).
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.render import gaze
from activities.render.gaze import Eye, Points
from activities.render.seeing import Patch, Picture
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings

_MESH, _IRIS = 192, 64
_FINDER = "haarcascade_frontalface_alt2.xml"
# Points of the mesh: of each eye the ring of its lids, its corners and the middles of its lids.
_RINGS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (362, 382, 381, 380, 374, 373, 390, 249, 263, 466, 388, 387, 386, 385, 384, 398),
)
_CORNERS, _LIDS = ((33, 133), (362, 263)), ((159, 145), (386, 374))
_NOSE = 1
# What the networks see of a face and of an eye, in widths of the mesh and of the eye.
_AROUND_FACE, _AROUND_EYE = 1.5, 2.3
# Faces are looked for in a picture of this width; smaller ones than a tenth of it are left alone.
_LOOK = 360
# How much of the way of the frame before stays, so that eyes do not tremble.
_KEPT = 0.65
# Moves below this share of an eye are not seen.
_SEEN = 0.01
_SMALLEST_EYE = 12.0


class Iris:
    """Moves the irises of the nearest face, as far as the white of the eye lets them."""

    def __init__(self) -> None:
        self._mesh: cv2.dnn.Net | None = None
        self._iris: cv2.dnn.Net | None = None
        self._finder = cv2.CascadeClassifier()
        self._face: Points | None = None
        self._way = np.zeros(2)

    def version(self) -> str:
        return f"mediapipe 0.10.21, opencv {cv2.__version__}, 1"

    def prepare(self, report: Callable[[float], None]) -> None:
        folder = ModelStore(settings()).fetch("eye-landmarks", report)
        cv2.setNumThreads(1)
        try:
            self._mesh, self._iris = (
                cv2.dnn.readNetFromTFLite(str(folder / f"{name}.tflite"))
                for name in ("face_landmark", "iris_landmark")
            )
        except cv2.error as error:
            raise EngineUnavailableError(
                f"the eye models in {folder} cannot be read; delete them so that they are fetched"
                " again"
            ) from error
        self._finder.load(str(Path(cv2.__file__).parent / "data" / _FINDER))
        if self._finder.empty():
            raise EngineUnavailableError(
                f"OpenCV {cv2.__version__} has no Haar cascades; install a version before 5"
            )

    def turned(self, picture: Picture) -> list[Patch]:
        mesh = self._points(picture)
        if mesh is None:
            self._way = np.zeros(2)
            return []
        left, right = (self._eye(picture, mesh, side) for side in (0, 1))
        way = gaze.wanted((left, right), mesh[_NOSE])
        self._way = _KEPT * self._way + (1 - _KEPT) * way
        small = min(left.width, right.width) < _SMALLEST_EYE
        if small or float(np.abs(self._way).max()) < _SEEN:
            return []
        patches = (gaze.moved(picture, eye, self._way) for eye in (left, right))
        return [patch for patch in patches if patch is not None]

    def _points(self, picture: Picture) -> Points | None:
        """Return the points of a face, where it was in the frame before or wherever there is one.

        None when there is none.
        """
        for square in (self._face, self._found(picture) if self._face is None else None):
            if square is None:
                continue
            mesh, sure = self._meshed(picture, square)
            if sure:
                low, high = mesh.min(axis=0), mesh.max(axis=0)
                side = _AROUND_FACE * float((high - low).max())
                self._face = np.array([*(low + high) / 2, side])
                return mesh
        self._face = None
        return None

    def _found(self, picture: Picture) -> Points | None:
        """Return the middle of the largest face, and the side of a square around it."""
        share = min(1.0, _LOOK / picture.shape[1])
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        small = cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        least = max(24, _LOOK // 10)
        boxes = self._finder.detectMultiScale(small, 1.15, 5, minSize=(least, least))
        if len(boxes) == 0:
            return None
        x, y, width, height = max(boxes, key=lambda box: int(box[2]))
        middle = np.array([x + width / 2, y + 0.55 * height])
        return np.array([*middle / share, _AROUND_FACE * width / share])

    def _meshed(self, picture: Picture, square: Points) -> tuple[Points, bool]:
        """Return the points of the face in a square, and whether there is one."""
        assert self._mesh is not None, "prepare comes first"
        blob, corner, scale = _cut(picture, square[:2], float(square[2]), _MESH)
        self._mesh.setInput(blob)
        score, points = sorted(
            self._mesh.forward(self._mesh.getUnconnectedOutLayersNames()), key=np.size
        )
        mesh = np.asarray(points, np.float64).reshape(-1, 3)[:, :2] / scale + corner
        return mesh, float(np.ravel(score)[0]) > 0

    def _eye(self, picture: Picture, mesh: Points, side: int) -> Eye:
        assert self._iris is not None, "prepare comes first"
        corners = mesh[list(_CORNERS[side])]
        reach = _AROUND_EYE * float(np.linalg.norm(corners[1] - corners[0]))
        blob, corner, scale = _cut(picture, corners.mean(axis=0), reach, _IRIS)
        self._iris.setInput(np.ascontiguousarray(blob[..., ::-1]) if side else blob)
        found = self._iris.forward(self._iris.getUnconnectedOutLayersNames())
        points = np.asarray(min(found, key=np.size), np.float64).reshape(5, 3)[:, :2]
        if side:
            points[:, 0] = _IRIS - 1 - points[:, 0]
        iris = points / scale + corner
        radius = float(np.linalg.norm(iris[1:] - iris[0], axis=1).mean())
        ring, lids = mesh[list(_RINGS[side])], mesh[list(_LIDS[side])]
        return Eye(ring=ring, corners=corners, lids=lids, iris=iris[0], radius=radius)


def _cut(
    picture: Picture, middle: Points, side: float, size: int
) -> tuple[NDArray[np.float32], Points, float]:
    """Return a square as a network takes it, where its corner is, and how much larger it is."""
    scale = size / max(side, 1.0)
    corner = middle - side / 2
    shift = np.array([[scale, 0, -corner[0] * scale], [0, scale, -corner[1] * scale]])
    part = cv2.warpAffine(picture, shift, (size, size), flags=cv2.INTER_LINEAR)
    blob = cv2.dnn.blobFromImage(part, 1 / 255, (size, size), swapRB=True)
    return np.asarray(blob, np.float32), corner, scale
