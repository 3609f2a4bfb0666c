"""Who speaks, from how mouths move when speech is heard. Needs no model."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Sound, VisibleFace

# How far a mouth moves from picture to picture, in the mean, from which on it seems to
# speak: where it is known who speaks, speakers reach .01 to .3, listeners .001 to .03.
_SPEAKING = 0.012
# Below this all mouths rest alike.
_REST = 0.004
# Steps over which motion is averaged, and over which it is compared with the sound.
_SMOOTH, _COMPARE = 9, 31
# What a perfect agreement of mouth and sound is worth, in units of doubled motion.
_AGREEMENT = 1.5

# Speech is unsteady: its motion varies by this share of its mean and more, that of noise and of
# a picture that is drawn nearer by half of it. What being twice as steady counts, and at most.
_UNSTEADY = 0.8
_STEADINESS, _MOST = 2.0, 2.0

Values = NDArray[np.float32] | NDArray[np.float64]


class BuiltIn:
    """Compares how much a mouth moves, and when, with how loud the band of speech is."""

    engine = "motion of mouths"
    wants_crops = False

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def evidence(self, face: VisibleFace, sound: Sound) -> NDArray[np.float64]:
        motion = _mean_around(face.motion, _SMOOTH)
        heard = np.zeros(len(motion))
        known = sound.level[face.first : face.first + len(motion)]
        heard[: len(known)] = np.maximum(known, -60.0)
        amount = np.log2((motion + _REST) / (_SPEAKING + _REST))
        return amount + _AGREEMENT * _agreement(face.motion, heard) - _steadiness(face.motion)


def _agreement(motion: NDArray[np.float32], sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of both around every step, 0..1; 0 where they disagree."""
    x, y = motion - _mean_around(motion, _COMPARE), sound - _mean_around(sound, _COMPARE)
    both = _mean_around(x * y, _COMPARE)
    alone = np.sqrt(_mean_around(x * x, _COMPARE) * _mean_around(y * y, _COMPARE))
    return np.clip(both / (alone + 1e-9), 0.0, 1.0)


def _steadiness(motion: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how much speaks against speech because the motion around a step is too even."""
    mean, square = (_mean_around(values, _COMPARE) for values in (motion, motion**2))
    varies = np.sqrt(np.maximum(square - mean**2, 0.0)) / (mean + 1e-6)
    return np.clip(-_STEADINESS * np.log2(varies / _UNSTEADY + 1e-3), 0.0, _MOST)


def _mean_around(values: Values, width: int) -> NDArray[np.float64]:
    """Return the mean of the values around each, fewer of them at the ends."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    at = np.arange(len(values))
    low, high = np.maximum(at - width // 2, 0), np.minimum(at + width // 2 + 1, len(values))
    mean: NDArray[np.float64] = (total[high] - total[low]) / (high - low)
    return mean
