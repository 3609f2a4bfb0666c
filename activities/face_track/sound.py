"""The sound of a recording: how loud speech is in it, and its samples."""

from pathlib import Path

import numpy as np

from activities.face_track.speech import SILENCE, STEP
from core.domain.sound import RATE
from core.sound_file import Samples, between, blocks

_SAMPLES = round(RATE * STEP)
# Hertz between which a voice has its power; rumble and hiss are left out.
_VOICE = (200.0, 4000.0)
# Steps whose levels are worked out at once.
_AT_ONCE = 600


class SoundFile:
    """The sound of a recording in a file."""

    def __init__(self, path: Path) -> None:
        """Go through the sound once.

        Raises:
            UnreadableMediaError: the sound cannot be decoded.
        """
        self._path = path
        self._level = levels(path)

    @property
    def level(self) -> Samples:
        return self._level

    def samples(self, start: float, end: float) -> Samples:
        """Return the sound between two times, silence where there is none.

        Raises:
            UnreadableMediaError: the sound cannot be decoded.
        """
        found = between(self._path, start, end)
        missing = round(end * RATE) - round(start * RATE) - len(found)
        return np.pad(found, (0, max(0, missing)))


class Silence:
    """What is heard in a recording without sound."""

    level: Samples = np.zeros(0, np.float32)

    def samples(self, start: float, end: float) -> Samples:
        return np.zeros(max(0, round(end * RATE) - round(start * RATE)), np.float32)


def levels(audio: Path) -> Samples:
    """Return the level of the band of speech in dBFS, one value for each ``STEP``.

    Raises:
        UnreadableMediaError: the sound cannot be decoded.
    """
    # The last step is filled with silence.
    found = [
        _levels(np.pad(block, (0, -len(block) % _SAMPLES)).reshape(-1, _SAMPLES))
        for block in blocks(audio, _AT_ONCE * _SAMPLES)
    ]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _levels(blocks: Samples) -> Samples:
    spectrum = np.fft.rfft(blocks, axis=1)
    low, high = (round(edge * STEP) for edge in _VOICE)
    band = spectrum[:, low:high]
    power = 2 * (band.real**2 + band.imag**2).sum(axis=1) / _SAMPLES**2
    return np.asarray(np.maximum(SILENCE, 10 * np.log10(power + 1e-12)), np.float32)
