"""Two photographs, and how the faces in them move.

Measures are in pixels of the photograph. A *plate* is the photograph enlarged
once, so that a close-up is not enlarged again.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.domain.box import Box
from deploy.local.sample.mouth import LEVELS, Mouth, opened

Picture = NDArray[np.uint8]
Field = NDArray[np.float32]


@dataclass(frozen=True)
class Pose:
    """Where a head is, against its place in the photograph."""

    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0
    """Clockwise about the neck, in radians."""


@dataclass(frozen=True)
class Sitter:
    """The measures of one photograph."""

    model: str
    """Its name in the model store."""
    enlarged: float
    """Size of the plate against the photograph."""
    head: tuple[int, int, int, int]
    """Left, top, right and bottom of what may move."""
    neck: tuple[float, float]
    face: tuple[float, float, float, float]
    """Left, top, right, bottom: forehead to chin, as face detectors draw it."""
    mouth: Mouth


A = Sitter(
    model="portrait-a",
    enlarged=2.5,
    head=(120, 2, 340, 242),
    neck=(224, 196),
    face=(181, 74, 270, 179),
    mouth=Mouth(
        left=(204.5, 140.3), right=(244.0, 140.8), dip=10.2, chin=178.5, gape=8.0, teeth=0.0
    ),
)
B = Sitter(
    model="portrait-b",
    enlarged=2.0,
    head=(95, 4, 425, 410),
    neck=(262, 350),
    face=(188, 140, 342, 330),
    mouth=Mouth(
        left=(229.0, 281.2), right=(304.5, 278.2), dip=0.3, chin=329.0, gape=13.0, teeth=3.0
    ),
)
SITTERS = {"a": A, "b": B}


class Portrait:
    """A photograph whose head sways and whose mouth opens."""

    def __init__(self, sitter: Sitter, photograph: Path) -> None:
        picture = np.asarray(cv2.imread(str(photograph), cv2.IMREAD_COLOR), np.uint8)
        self._sitter = sitter
        self.plate = _enlarged(picture, sitter.enlarged)
        left, top, right, bottom = (round(v * sitter.enlarged) for v in sitter.head)
        self._rows, self._columns = slice(top, bottom), slice(left, right)
        region = self.plate[self._rows, self._columns]
        mouth = sitter.mouth.moved(sitter.head[0], sitter.head[1]).scaled(sitter.enlarged)
        self._faces = [opened(region, mouth, level / (LEVELS - 1)) for level in range(LEVELS)]
        self._prepare_field()

    def _prepare_field(self) -> None:
        height, width = self._faces[0].shape[:2]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        far = np.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
        # Still at the rim, so that the head joins the shoulders and the background.
        weight = np.clip((1.0 - far) / 0.45, 0, 1)
        weight = weight * weight * (3 - 2 * weight)
        scale, (left, top) = self._sitter.enlarged, self._sitter.head[:2]
        neck = ((self._sitter.neck[0] - left) * scale, (self._sitter.neck[1] - top) * scale)
        self._x, self._y = x, y
        self._shift: Field = (weight * scale).astype(np.float32)
        self._turn_x: Field = (weight * (y - neck[1])).astype(np.float32)
        self._turn_y: Field = (weight * (x - neck[0])).astype(np.float32)

    def show(self, openness: float, pose: Pose) -> Picture:
        """Return the plate with the mouth that far open (0..1) and the head in that pose."""
        face = self._faces[round(openness * (LEVELS - 1))]
        to_x = cv2.scaleAdd(self._turn_x, pose.turn, self._x)
        to_x = cv2.scaleAdd(self._shift, -pose.right, to_x)
        to_y = cv2.scaleAdd(self._turn_y, -pose.turn, self._y)
        to_y = cv2.scaleAdd(self._shift, -pose.down, to_y)
        moved = cv2.remap(face, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        self.plate[self._rows, self._columns] = moved
        return self.plate

    @property
    def enlarged(self) -> float:
        """Pixels of the plate for one of the photograph."""
        return self._sitter.enlarged

    @property
    def face(self) -> Box:
        """The face, in pixels of the plate."""
        left, top, right, bottom = (v * self._sitter.enlarged for v in self._sitter.face)
        return Box(x=left, y=top, width=right - left, height=bottom - top)


def _enlarged(picture: Picture, factor: float) -> Picture:
    size = (round(picture.shape[1] * factor), round(picture.shape[0] * factor))
    large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), 1.6)
    return np.asarray(cv2.addWeighted(large, 1.45, soft, -0.45, 0), np.uint8)
