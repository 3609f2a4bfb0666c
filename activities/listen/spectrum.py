"""The spectrum of sound, frame by frame: how noisy it is and where its energy lies."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.listen.levels import Floats, decibels

RATE = 16_000
"""Samples per second of every sound in this room."""
FRAME = 400
"""Samples of one frame: 25 ms, in which a vowel stands still."""
SECONDS = FRAME / RATE

_FFT = 512
_BANDS = 16
_FREQUENCIES = np.fft.rfftfreq(_FFT, 1 / RATE)
_WINDOW = np.hanning(FRAME).astype(np.float32)
# Voice and applause both live here; below it are hum and footsteps.
_HEARD = (_FREQUENCIES >= 300) & (_FREQUENCIES <= 6000)


@dataclass(frozen=True)
class Frames:
    """One row for each frame of 25 ms."""

    level: Floats
    """dB within 300 to 6000 Hz."""
    flatness: Floats
    """Spectral flatness (geometric over arithmetic mean of the power) in the same band:
    near 0 for a vowel, 0.56 for white noise in a single frame."""
    bands: Floats
    """dB in each of 16 bands from 200 to 7000 Hz, equally wide to the ear."""

    def __len__(self) -> int:
        return len(self.level)

    def __add__(self, other: "Frames") -> "Frames":
        return Frames(
            np.concatenate((self.level, other.level)),
            np.concatenate((self.flatness, other.flatness)),
            np.concatenate((self.bands, other.bands)),
        )

    def part(self, first: int, last: int | None = None) -> "Frames":
        """Return the frames from ``first`` up to, not including, ``last``."""
        rows = slice(first, last)
        return Frames(self.level[rows], self.flatness[rows], self.bands[rows])


def frames(samples: Floats) -> Frames:
    """Describe the samples; an incomplete last frame is filled up with silence."""
    padded = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    power = np.square(np.abs(np.fft.rfft(padded * _WINDOW, _FFT))).astype(np.float32)
    power /= np.float32(_FFT * FRAME / 4)
    heard = power[:, _HEARD] + np.float32(1e-12)
    mean = heard.mean(axis=1)
    return Frames(
        level=decibels(heard.sum(axis=1)),
        flatness=(np.exp(np.log(heard).mean(axis=1)) / mean).astype(np.float32),
        bands=decibels(power @ _BANK),
    )


def _bank() -> NDArray[np.float32]:
    """Return the share of each frequency in each band, equally spaced on the mel scale."""
    low, high = (2595 * math.log10(1 + hertz / 700) for hertz in (200, 7000))
    hertz = 700 * (10 ** (np.linspace(low, high, _BANDS + 1) / 2595) - 1)
    band = np.searchsorted(hertz, _FREQUENCIES) - 1
    return np.stack([band == index for index in range(_BANDS)], axis=1).astype(np.float32)


_BANK = _bank()
