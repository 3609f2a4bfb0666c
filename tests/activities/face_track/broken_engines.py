"""Engines for tests: one that cannot run, and one that tells what it was given."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import CROP_RATE, Sound, VisibleFace
from core.errors import EngineUnavailableError

TOLD: list[str] = []
"""What those who watched were given."""


class Broken:
    """Can never run."""

    engine = "broken"
    wants_crops = False

    def prepare(self, report: Callable[[float], None]) -> None:
        raise EngineUnavailableError("it is broken; mend it")

    def evidence(self, face: VisibleFace, sound: Sound) -> NDArray[np.float64]:
        raise AssertionError("it was not prepared")


class Watchful:
    """Wants crops, and tells what they were like."""

    engine = "watchful"
    wants_crops = True

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def evidence(self, face: VisibleFace, sound: Sound) -> NDArray[np.float64]:
        assert face.crops is not None
        assert sound.samples(0.0, 1.0).any()
        seconds = len(face.crops) / CROP_RATE
        bright = float(np.mean(face.crops[CROP_RATE:]))
        told = "110 to 190 bright" if 110 <= bright <= 190 else f"{bright:.0f} bright"
        TOLD.append(f"{seconds:.1f} s of crops, {told}")
        return np.zeros(len(face.motion))
