"""Make stretches of a recording unheard."""

import math
from typing import Literal

import numpy as np

from activities.render.audio.pcm import RATE, Floats, amplitude, decibels, powers

Way = Literal["bleep", "silence"]

# The tone that broadcasters use.
_TONE_HZ = 1000.0
# A steady tone seems louder than speech of the same power.
_BELOW_SPEECH_DB = 3.0
# Short enough that nothing of a word is heard, long enough not to click.
_EDGE = RATE * 4 // 1000
# Power of what is heard is taken over blocks as long as a syllable; those that are so much
# quieter than the mean are pauses (the gate of EBU R 128).
_SYLLABLE = RATE // 10
_GATE_DB = 10.0


def censor(samples: Floats, start: int, end: int, *, way: Way, speech: float) -> None:
    """Replace the samples from ``start`` to ``end`` by a tone or by nothing.

    ``speech`` is the level of what is heard around it, dB, as ``heard_level`` tells it.
    """
    start, end = max(0, start), min(len(samples), end)
    if end <= start:
        return
    ramp = np.minimum(np.arange(end - start) + 1, np.arange(end - start, 0, -1))
    inside = np.clip(ramp / np.float32(_EDGE), 0, 1).astype(np.float32)[:, None]
    # What is covered fades outside of the span, so that all of the span is covered.
    _mute(samples, start, end)
    if way == "bleep":
        wave = np.sin(2 * np.pi * _TONE_HZ / RATE * np.arange(end - start))[:, None]
        level = amplitude(speech - _BELOW_SPEECH_DB) * math.sqrt(2)
        samples[start:end] = (inside * wave * level).astype(np.float32)


def heard_level(samples: Floats) -> float:
    """Return the level of a recording without its pauses, dB of full scale."""
    power = powers(samples, block=_SYLLABLE)
    if len(power) == 0:
        return float(decibels(np.zeros(1, np.float32))[0])
    loud = power[power >= power.mean() * 10 ** (-_GATE_DB / 10)]
    return float(decibels(loud.mean(keepdims=True))[0])


def _mute(samples: Floats, start: int, end: int) -> None:
    falling = np.linspace(1, 0, _EDGE, endpoint=False, dtype=np.float32)[:, None]
    before = samples[max(0, start - _EDGE) : start]
    before *= falling[_EDGE - len(before) :]
    after = samples[end : end + _EDGE]
    after *= falling[::-1][: len(after)]
    samples[start:end] = 0
