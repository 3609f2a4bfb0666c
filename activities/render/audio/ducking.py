"""How loud music is at every moment: quieter while somebody speaks."""

import numpy as np

from activities.render.audio.censoring import heard_level
from activities.render.audio.pcm import BLOCK, RATE, Floats, decibels, powers

# Blocks a second.
_SECOND = RATE // BLOCK
# What is so much quieter than the speech itself is no speech, dB.
_BELOW_SPEECH_DB = 14.0
# Nothing below is speech, dB of full scale.
_INAUDIBLE_DB = -60.0
# Blocks. Pauses as short as those between words do not bring the music back: it would pump.
_PAUSE = round(0.6 * _SECOND)
# The music gives way before the first word and comes back slowly after the last.
_BEFORE, _ATTACK, _RELEASE = (round(seconds * _SECOND) for seconds in (0.1, 0.05, 0.4))


def spoken(samples: Floats) -> np.typing.NDArray[np.bool_]:
    """Return for each block whether it belongs to speech: sound, and short pauses in it."""
    level = decibels(powers(samples))
    threshold = max(_INAUDIBLE_DB, heard_level(samples) - _BELOW_SPEECH_DB)
    speech = level > threshold
    starts, ends = _runs(~speech)
    for start, end in zip(starts, ends, strict=True):
        if end - start < _PAUSE and start > 0 and end < len(speech):
            speech[start:end] = True
    return speech


def envelope(speech: np.typing.NDArray[np.bool_], depth: float) -> Floats:
    """Return the gain of the music at each block, dB: 0, or ``depth`` where somebody speaks."""
    gain = np.zeros(len(speech), np.float32)
    starts, ends = _runs(speech)
    for start, end in zip(starts, ends, strict=True):
        down = max(0, start - _BEFORE)
        corners = (down - _ATTACK, down, end, end + _RELEASE)
        first, last = max(0, corners[0]), min(len(gain), corners[3])
        around = np.interp(np.arange(first, last), corners, (0, depth, depth, 0))
        gain[first:last] = np.minimum(gain[first:last], around)
    return gain


def _runs(on: np.typing.NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """Return where stretches of true values start and end."""
    steps = np.diff(np.concatenate(([False], on, [False])).astype(np.int8))
    return np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()
