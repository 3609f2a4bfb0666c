"""What finds faces in a picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.domain.box import Box

Picture = NDArray[np.uint8]
"""Rows, columns, and blue, green, red, 0..255."""

Point = tuple[float, float]
"""Shares of the picture from its top left corner; a little outside 0..1 at its edges."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Five points of a face. Left and right are those of the picture."""

    left_eye: Point
    right_eye: Point
    nose: Point
    left_mouth: Point
    right_mouth: Point


@dataclass(frozen=True, slots=True)
class Found:
    """One face in one picture."""

    box: Box
    score: float
    """0..1, as the detector believes."""
    landmarks: Landmarks | None = None
    """None when the detector finds no points."""


class FaceDetector(Protocol):
    """Finds every face of a picture. Made without arguments, used by one thread."""

    @property
    def engine(self) -> str:
        """What it is, with its version or model, for the record of the step."""
        ...

    def prepare(self, report: Callable[[float], None]) -> None:
        """Fetch and load what ``detect`` needs; ``report`` takes how much is done, 0..1.

        Raises:
            EngineUnavailableError: it cannot run here and now; another detector may.
        """
        ...

    def detect(self, picture: Picture) -> list[Found]:
        """Return the faces of the picture, best score first, boxes inside 0..1."""
        ...
