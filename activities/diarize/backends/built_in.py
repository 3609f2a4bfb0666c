"""Tell voices apart by the shape of their spectrum, without any weights."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.diarize.backends.speech import spoken
from activities.diarize.base import SAME_VOICE, Report, Told
from activities.diarize.hearing import told_of
from activities.diarize.spectrum import bands, cepstrum
from activities.diarize.telling import Ear
from activities.diarize.windows import Sizes, Windows, statistics, windows
from core.settings import Settings
from core.sound_file import Samples

Array = NDArray[np.float32]

_BANDS, _SHAPES = 40, 18

# Frames of 10 ms: a step of 0.24 s, 2 s around it, 1 s to be clear, 0.2 s to be anything.
_SIZES = Sizes(step=24, around=200, clear=100, least=20)

_EAR = Ear(alike=0.42, same_voice=SAME_VOICE, change=0.3, change_at_pause=0.15, fewest=4)

# What the mean of each cepstral number over two seconds of speech is usually, and how far it
# strays within one voice; then the same of the logarithm of its deviation. Measured on ten
# people and four computer voices.
_USUAL = np.array([
    0.45, -1.99, 3.72, -2.84, -1.42, -1.42, -1.05, -1.1, 0.28,
    -0.78, 0.1, -1.19, -0.08, -1.1, -0.68, -0.76, -0.29, -0.88,
    2.15, 1.48, 1.42, 1.1, 0.95, 0.77, 0.55, 0.53, 0.46,
    0.34, 0.2, 0.16, 0.11, 0.07, 0.05, -0.12, -0.09, -0.19,
])  # fmt: skip
_STRAYS = np.array([
    2.54, 1.06, 1.47, 0.91, 0.8, 0.7, 0.45, 0.46, 0.44,
    0.37, 0.3, 0.25, 0.26, 0.29, 0.28, 0.2, 0.24, 0.23,
    0.25, 0.15, 0.16, 0.19, 0.17, 0.17, 0.15, 0.15, 0.14,
    0.14, 0.14, 0.12, 0.14, 0.14, 0.13, 0.12, 0.12, 0.12,
])  # fmt: skip
# A number that all prints share, so that voices near the usual are alike and not at random.
_SHARED = 2.0
_FLOOR = 1e-3


class BuiltIn:
    """The mean and the deviation of cepstra, where Silero's network hears speech.

    It tells people apart whose voices differ, and takes others for one. Always one at a time.
    """

    def __init__(self, settings: Settings) -> None:
        """Nothing is set."""

    @property
    def name(self) -> str:
        return "built-in"

    def prepare(self, report: Report) -> None:
        """Nothing is fetched."""
        report(1.0)

    def diarize(
        self, audio: Path, duration: float, *, speakers: int | None, report: Report
    ) -> Told:
        """Tell who speaks when.

        Raises:
            UnreadableMediaError: the sound cannot be decoded.
        """
        return told_of(audio, duration, hear=_hear, ear=_EAR, speakers=speakers, report=report)


def _hear(samples: Samples) -> tuple[Windows, Array]:
    spans = spoken(samples)
    rows = [cepstrum(bands(samples[first:last], _BANDS), _SHAPES) for first, last in spans]
    found = windows(spans, [len(row) for row in rows], _SIZES)
    frames = np.concatenate([np.zeros((0, _SHAPES), np.float32), *rows])
    return found, _prints(*statistics(frames, found))


def _prints(mean: Array, deviation: Array) -> Array:
    """Return prints of length 1."""
    numbers = np.concatenate([mean, np.log(np.maximum(deviation, _FLOOR))], axis=1)
    shared = np.full((len(mean), 1), _SHARED)
    found = np.concatenate([shared, (numbers - _USUAL) / _STRAYS], axis=1)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float32)
