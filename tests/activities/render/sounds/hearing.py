"""What can be said of a sound of one channel."""

import numpy as np

from activities.render.audio.pcm import RATE, Floats


def power(sound: Floats) -> float:
    """Return the mean power, 1 for full scale."""
    return float(np.mean(sound.astype(np.float64) ** 2))


def brightness(sound: Floats) -> float:
    """Return the middle of its spectrum in hertz: half of the power lies below."""
    band = np.cumsum(np.abs(np.fft.rfft(sound)) ** 2)
    return float(np.searchsorted(band, band[-1] / 2) * RATE / len(sound))


def strongest(sound: Floats) -> float:
    """Return the strongest frequency in hertz."""
    return float(np.abs(np.fft.rfft(sound)).argmax() * RATE / len(sound))


def is_finished(sound: Floats) -> bool:
    """Return whether it reaches full scale, and begins and ends softly."""
    loudest = float(np.abs(sound).max())
    return abs(loudest - 1) < 1e-6 and abs(sound[0]) < 0.05 and abs(sound[-1]) < 0.05
