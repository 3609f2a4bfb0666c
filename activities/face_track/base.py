"""What finds faces and people in a picture, tells them apart, and says who speaks."""

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

CROP_RATE = 25
"""Crops of a face per second."""
CROP_SIDE = 112
"""Rows and columns of a crop."""


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
    """One face, or one person, in one picture."""

    box: Box
    score: float
    """0..1, as the detector believes."""
    landmarks: Landmarks | None = None
    """None when the detector finds no points."""


class Engine(Protocol):
    """What all plug-ins of this room share. Made without arguments, used by one thread."""

    @property
    def engine(self) -> str:
        """What it is, with its version or model, for the record of the step."""
        ...

    def prepare(self, report: Callable[[float], None]) -> None:
        """Fetch and load what is needed; ``report`` takes how much is done, 0..1.

        Raises:
            EngineUnavailableError: it cannot run here and now; another engine may.
        """
        ...


class FaceDetector(Engine, Protocol):
    """Finds every face of a picture."""

    def detect(self, picture: Picture) -> list[Found]:
        """Return the faces of the picture, best score first, boxes inside 0..1."""
        ...


class PersonDetector(Engine, Protocol):
    """Finds every person of a picture, also from behind and far away."""

    def detect(self, picture: Picture) -> list[Found]:
        """Return the whole people of the picture, best score first, boxes inside 0..1."""
        ...


class FaceEmbedder(Engine, Protocol):
    """Turns a face into a vector that is alike for pictures of the same person."""

    @property
    def same(self) -> float:
        """From which product of two vectors on (-1..1) two faces are surely one person."""
        ...

    def embed(self, picture: Picture, face: Found) -> NDArray[np.float32] | None:
        """Return a vector of length 1; None when the face is too small or cut off to tell.

        It is called for a few pictures of every track, largest faces first.
        """
        ...


@dataclass(frozen=True, slots=True)
class VisibleFace:
    """One face as long as it is in the picture."""

    first: int
    """The first step (``speech.STEP`` seconds each) of its time."""
    motion: NDArray[np.float32]
    """How much its mouth moves by itself, 0..1, one value for each step."""
    crops: NDArray[np.uint8] | None = None
    """``CROP_RATE`` gray pictures a second from its first step on, each ``CROP_SIDE`` square:
    the middle of a frontal face, from the brows to the chin. They may lie in a file, so take
    a stretch at a time. None unless ``ActiveSpeaker.wants_crops``."""


class Sound(Protocol):
    """The sound of the recording."""

    @property
    def level(self) -> NDArray[np.float32]:
        """How loud the band of speech is, in dBFS, one value for each step from 0 on."""
        ...

    def samples(self, start: float, end: float) -> NDArray[np.float32]:
        """Return the sound between two times in seconds, mono, 16 kHz, -1..1.

        There are always as many samples as were asked for: silence where there is no sound.
        """
        ...


class ActiveSpeaker(Engine, Protocol):
    """Tells whether a face is the one that is heard."""

    @property
    def wants_crops(self) -> bool:
        """Whether it looks at crops of the face. To collect them costs time and space."""
        ...

    def evidence(self, face: VisibleFace, sound: Sound) -> NDArray[np.float64]:
        """Return one value for each step of the face: how much speaks for it being heard.

        0 is undecided, above it speaks, below it does not; +-1 is a fair and +-3 a strong
        belief. Who speaks when, and for how long at least, is decided from all faces later.
        """
        ...
