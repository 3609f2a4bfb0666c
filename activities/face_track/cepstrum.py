"""Mel-frequency cepstral coefficients, number for number as python_speech_features gives them.

Networks that were trained on those expect its choices: no window, energy as the first one.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.domain.sound import RATE

PER_SECOND = 100
"""Rows for each second of sound."""
COEFFICIENTS = 13

_FRAME, _HOP = RATE * 25 // 1000, RATE // PER_SECOND
_BINS = 512
_FILTERS = 26
_EMPHASIS = 0.97
_LIFTER = 22
# The library takes sound as 16 bit numbers.
_FULL_SCALE = 32768.0


def coefficients(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a row for each hundredth of a second that 25 ms from there on are sound of.

    ``samples`` is mono at ``RATE``, -1..1. (Davis and Mermelstein, IEEE Trans. ASSP 28,
    1980; liftering after HTK.)
    """
    sound = np.asarray(samples, np.float64) * _FULL_SCALE
    sound = np.append(sound[:1], sound[1:] - _EMPHASIS * sound[:-1])
    count = 1 + max(0, -(-(len(sound) - _FRAME) // _HOP))
    sound = np.pad(sound, (0, max(0, (count - 1) * _HOP + _FRAME - len(sound))))
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_HOP][:count]
    power = np.square(np.abs(np.fft.rfft(frames, _BINS))) / _BINS
    mel = np.log(_not_zero(power @ _filters().T)) @ _cosines().T
    mel *= 1 + _LIFTER / 2 * np.sin(np.pi * np.arange(COEFFICIENTS) / _LIFTER)
    mel[:, 0] = np.log(_not_zero(power.sum(axis=1)))
    return mel.astype(np.float32)


def _not_zero(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values == 0, np.finfo(np.float64).eps, values)


@cache
def _filters() -> NDArray[np.float64]:
    """Return triangles that overlap by half, as wide as the ear hears pitch (O'Shaughnessy)."""
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    hertz = 700 * (10 ** (np.linspace(0, top, _FILTERS + 2) / 2595) - 1)
    edges = np.floor((_BINS + 1) * hertz / RATE)
    at = np.arange(_BINS // 2 + 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = np.where((at >= low) & (at < middle), (at - low) / np.maximum(middle - low, 1), 0)
    falling = np.where((at >= middle) & (at < high), (high - at) / np.maximum(high - middle, 1), 0)
    filters: NDArray[np.float64] = rising + falling
    return filters


@cache
def _cosines() -> NDArray[np.float64]:
    """Return the orthonormal discrete cosine transform of type II."""
    rows = np.arange(COEFFICIENTS)[:, None]
    waves = np.cos(np.pi * rows * (2 * np.arange(_FILTERS) + 1) / (2 * _FILTERS))
    scale = np.where(rows == 0, np.sqrt(1 / _FILTERS), np.sqrt(2 / _FILTERS))
    cosines: NDArray[np.float64] = waves * scale
    return cosines
