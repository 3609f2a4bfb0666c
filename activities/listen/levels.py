"""How loud a recording is, step by step, and how loud the speech in it is."""

import numpy as np
from numpy.typing import NDArray

from core.domain.sound import RATE

Floats = NDArray[np.float32]

BLOCK = 30 * RATE
"""Samples that are listened to at once: 2 MB, whatever the recording."""
STEP = 0.1
"""Seconds between two levels."""
FINE = 0.05
"""Seconds between two fine levels, with which silences are found."""
FLOOR = -100.0
"""The level of digital silence, dBFS."""

# Below this a step holds no sound that anybody made on purpose, dBFS.
_AUDIBLE = -70.0
# Speech is louder than its own mean only in its stressed syllables.
_SPEECH_PERCENTILE = 85
# Seconds on either side from which the speech level at a time is taken. A
# quiet talk after loud music needs its own level; a long pause keeps the one before.
_NEIGHBOURHOOD = 150.0
_GRID = 30.0


def rms(samples: Floats, size: int) -> Floats:
    """Return the RMS level in dBFS of each run of ``size`` samples; the last may be shorter.

    A sine at full scale has -3.0 dBFS.
    """
    if len(samples) == 0:
        return np.empty(0, np.float32)
    starts = np.arange(0, len(samples), size)
    energy = np.add.reduceat(np.square(samples, dtype=np.float64), starts)
    lengths = np.diff(np.append(starts, len(samples)))
    return decibels(energy / lengths)


def decibels(power: NDArray[np.floating]) -> Floats:
    """Return a power, 1 being full scale, in dBFS, never below ``FLOOR``."""
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR / 10))), np.float32)


def fitted(values: Floats, count: int, *, filler: float = FLOOR) -> Floats:
    """Cut the values to ``count``, or go on with the filler until there are as many."""
    missing = max(0, count - len(values))
    return np.pad(values[:count], (0, missing), constant_values=filler)


def speech(levels: Floats) -> Floats:
    """Return the level of speech around each step, dBFS; ``FLOOR`` where all is silent."""
    return around(levels, levels > _AUDIBLE, _SPEECH_PERCENTILE)


def background(levels: Floats) -> float:
    """Return the level that the room itself has between the sounds, dBFS."""
    heard = levels[levels > _AUDIBLE]
    return float(np.percentile(heard, 10)) if len(heard) else FLOOR


def around(values: Floats, counted: NDArray[np.bool_], percentile: float) -> Floats:
    """Return a percentile of the counted values around each step, drawn through a coarse grid."""
    if not counted.any():
        return np.full(len(values), FLOOR, np.float32)
    whole = float(np.percentile(values[counted], percentile))
    middles = range(0, len(values) + 1, round(_GRID / STEP))
    grid = [_near(values, counted, middle, percentile) for middle in middles]
    filled = [whole if value is None else value for value in grid]
    return np.interp(np.arange(len(values)), list(middles), filled).astype(np.float32)


def _near(
    values: Floats, counted: NDArray[np.bool_], middle: int, percentile: float
) -> float | None:
    reach = round(_NEIGHBOURHOOD / STEP)
    window = slice(max(0, middle - reach), middle + reach)
    near = values[window][counted[window]]
    # A percentile of a handful of values is no level.
    return float(np.percentile(near, percentile)) if len(near) >= 50 else None
