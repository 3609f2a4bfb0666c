"""What sound effects are made of. All sounds have one channel and the same samples every time."""

import numpy as np
from numpy.typing import NDArray

from activities.render.audio.pcm import RATE, Floats

Wave = NDArray[np.float64]


def clock(seconds: float) -> Wave:
    """Return the time of each sample of a sound of that length, in seconds."""
    return np.arange(round(seconds * RATE)) / RATE


def tone(hertz: Wave) -> Wave:
    """Return a sine of which the frequency of each sample is given."""
    return np.asarray(np.sin(2 * np.pi * np.cumsum(hertz) / RATE))


def noise(samples: int, *, seed: int) -> Wave:
    """Return white noise between -1 and 1."""
    return np.random.default_rng(seed).random(samples) * 2 - 1


def swept(wave: Wave, centre: Wave, *, octaves: float) -> Wave:
    """Return what a band-pass leaves of a sound while its centre, in hertz, moves.

    Frequencies that many octaves from the centre are 8.7 dB lower, as a Gauss curve has it.
    """
    size = 1024
    window = np.sin(np.pi * (np.arange(size) + 0.5) / size)
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0)
    padded = np.pad(wave, size)
    made = np.zeros(len(padded))
    for start in range(0, len(padded) - size, size // 2):
        middle = centre[min(max(0, start - size // 2), len(centre) - 1)]
        gain = np.exp(-((np.log2(hertz / middle) / octaves) ** 2))
        spectrum = np.fft.rfft(padded[start : start + size] * window)
        made[start : start + size] += window * np.fft.irfft(spectrum * gain, size)
    return made[size:-size]


def finished(wave: Wave) -> Floats:
    """Return a sound at full scale that begins and ends without a click."""
    soft = RATE // 1000
    ramp = np.minimum(np.arange(len(wave)), np.arange(len(wave))[::-1]) / soft
    faded = wave * np.minimum(1, ramp)
    return np.asarray(faded / np.abs(faded).max(), np.float32)
