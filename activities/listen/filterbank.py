"""The spectra that networks were taught with: 25 ms every 10 ms, in bands on the mel scale."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from activities.listen.levels import Floats
from core.domain.sound import RATE

WINDOW = 400
"""Samples of one frame: 25 ms."""
HOP = 160
"""Samples from one frame to the next: 10 ms."""

_FFT = 512


def cut(samples: Floats) -> tuple[Floats, Floats]:
    """Return every whole frame of the samples, and the samples with which the next begins."""
    if len(samples) < WINDOW:
        return np.empty((0, WINDOW), np.float32), samples
    frames = sliding_window_view(samples, WINDOW)[::HOP]
    return frames, samples[len(frames) * HOP :]


def power(frames: Floats) -> Floats:
    """Return the power of each frame in each of 257 frequencies from 0 to 8000 Hz."""
    spectra = np.fft.rfft(frames, _FFT)
    return np.asarray(np.square(spectra.real) + np.square(spectra.imag), np.float32)


def bank(bands: int, *, low: float, high: float) -> NDArray[np.float32]:
    """Return the share of each frequency in each band: overlapping triangles on the mel scale."""
    hertz = np.arange(_FFT // 2 + 1) * RATE / _FFT
    mel = 1127 * np.log(1 + hertz / 700)[:, np.newaxis]
    first, last = (1127 * math.log(1 + edge / 700) for edge in (low, high))
    edges = np.linspace(first, last, bands + 2)
    width = edges[1] - edges[0]
    rising, falling = (mel - edges[:-2]) / width, (edges[2:] - mel) / width
    return np.asarray(np.maximum(0, np.minimum(rising, falling)), np.float32)
