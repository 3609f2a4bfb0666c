"""What sound is made of: the power in bands of pitch, as ears divide it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.domain.sound import RATE

Array = NDArray[np.float32]

FRAME = 0.01
"""Seconds from one frame to the next."""

_HOP, _WIDTH, _POINTS = 160, 400, 512
_LOWEST, _HIGHEST = 20.0, 8000.0
_EMPHASIS = 0.97
# The softest power that counts, the smallest step of a float32: Kaldi's floor.
_FLOOR = 1.1920929e-07
# Frames whose spectrum is taken at once: enough to be fast, little enough to stay in a cache.
_AT_ONCE = 512


def bands(samples: Array, count: int) -> Array:
    """Return the logarithm of the power in ``count`` mel bands, one row for each ``FRAME``.

    ``samples`` are 16 kHz mono, -1..1. The numbers are those of Kaldi's filter bank with its
    own settings (25 ms Povey window, emphasis 0.97, 20 Hz to 8 kHz), which the voice networks
    are trained with. Sound shorter than 25 ms has no row.
    """
    if len(samples) < _WIDTH:
        return np.zeros((0, count), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WIDTH)[::_HOP]
    out = np.empty((len(frames), count), np.float32)
    weights = _filters(count)
    for start in range(0, len(frames), _AT_ONCE):
        power = _power(frames[start : start + _AT_ONCE])
        out[start : start + _AT_ONCE] = np.log(np.maximum(power @ weights, _FLOOR))
    return out


def cepstrum(rows: Array, count: int) -> Array:
    """Return the shape of each row of bands as ``count`` numbers: MFCCs 1 to ``count``.

    The loudness, which would be the first, is left out.
    """
    bands_there = rows.shape[1]
    at = (np.arange(bands_there) + 0.5) / bands_there
    waves = np.cos(np.pi * np.outer(np.arange(1, count + 1), at)) * np.sqrt(2 / bands_there)
    found: Array = (rows @ waves.T).astype(np.float32)
    return found


def _power(frames: Array) -> Array:
    centred = frames - frames.mean(axis=1, keepdims=True)
    sharp = centred.copy()
    sharp[:, 1:] -= _EMPHASIS * centred[:, :-1]
    sharp[:, 0] *= 1 - _EMPHASIS
    spectrum = np.fft.rfft(sharp * _window(), _POINTS)[:, : _POINTS // 2]
    return (spectrum.real**2 + spectrum.imag**2).astype(np.float32)


@lru_cache(maxsize=1)
def _window() -> Array:
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WIDTH) / (_WIDTH - 1))
    return (hann**0.85).astype(np.float32)


@lru_cache(maxsize=4)
def _filters(count: int) -> Array:
    """Return triangles of the mel scale: one column a band, one row a line of the spectrum."""
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), count + 2)
    lines = _mel(np.arange(_POINTS // 2) * RATE / _POINTS)[:, None]
    rising = (lines - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - lines) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127.0 * np.log1p(np.asarray(hertz, np.float64) / 700.0)
