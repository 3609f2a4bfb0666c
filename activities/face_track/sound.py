"""How loud speech is in a recording of sound."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from activities.face_track.decoding import decoding
from activities.face_track.speech import SILENCE, STEP

_RATE = 16_000
_SAMPLES = round(_RATE * STEP)
# Hertz between which a voice has its power; rumble and hiss are left out.
_VOICE = (200.0, 4000.0)


def levels(audio: Path) -> NDArray[np.float32]:
    """Return the level of the band of speech in dBFS, one value for each ``STEP``.

    Raises:
        UnreadableMediaError: the sound cannot be decoded.
    """
    return np.array([_level(block) for block in _blocks(audio)], np.float32)


def _level(block: NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(block)) ** 2
    low, high = (round(edge * STEP) for edge in _VOICE)
    power = 2 * float(spectrum[low:high].sum()) / _SAMPLES**2
    return max(SILENCE, 10 * float(np.log10(power + 1e-12)))


def _blocks(audio: Path) -> Iterator[NDArray[np.float32]]:
    """Give the samples, -1..1, in blocks of one step; the last one is filled with silence."""
    left = np.zeros(0, np.float32)
    for samples in _samples(audio):
        left = np.concatenate([left, samples])
        whole = len(left) // _SAMPLES * _SAMPLES
        yield from left[:whole].reshape(-1, _SAMPLES)
        left = left[whole:]
    if len(left):
        yield np.pad(left, (0, _SAMPLES - len(left)))


def _samples(audio: Path) -> Iterator[NDArray[np.float32]]:
    with decoding("sound", audio), av.open(str(audio)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=_RATE)
        for frame in container.decode(container.streams.audio[0]):
            for part in resampler.resample(frame):
                yield part.to_ndarray()[0].astype(np.float32)
        for part in resampler.resample(None):
            yield part.to_ndarray()[0].astype(np.float32)
