"""When somebody can be heard, from how loud the sound is."""

import numpy as np
from numpy.typing import NDArray

STEP = 0.1
"""Seconds of one step of sound and of motion: about the length of a sound of speech."""

SILENCE = -100.0
"""The level of digital silence in dBFS."""

# Steps over which it is judged what is loud and what is quiet here: half a minute.
_AROUND = 300
# Softer than this in dBFS is no speech.
_MIN_LEVEL = -55.0
# Speech comes and goes: a sound that varies by less than this in dB is noise or a tone.
_MIN_RANGE = 6.0
# How far up between quiet and loud speech begins.
_SHARE = 0.35
# Steps of a pause that a speaker makes, and of the shortest sound that is speech.
_PAUSE, _SHORTEST = 8, 2


def heard(level: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return for every step whether somebody speaks, with the pauses of a speaker closed.

    ``level`` is in dBFS, one value for each ``STEP``.
    """
    loud = np.zeros(len(level), np.bool_)
    half = _AROUND // 2
    for start in range(0, len(level), half):
        around = level[max(0, start - half // 2) : start + half + half // 2]
        quiet, top = np.percentile(around, (10, 98))
        if top - quiet >= _MIN_RANGE:
            least = max(_MIN_LEVEL, quiet + _SHARE * (top - quiet))
            loud[start : start + half] = level[start : start + half] > least
    return _opened(_closed(loud, _PAUSE), _SHORTEST)


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where the mask is true, as a first step and the one after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]])))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _closed(mask: NDArray[np.bool_], shortest: int) -> NDArray[np.bool_]:
    """Fill the holes of the mask, not its ends, that are shorter than so many steps."""
    filled = mask.copy()
    for start, end in runs(~mask):
        if start > 0 and end < len(mask) and end - start < shortest:
            filled[start:end] = True
    return filled


def _opened(mask: NDArray[np.bool_], shortest: int) -> NDArray[np.bool_]:
    """Clear the runs of the mask that are shorter than so many steps."""
    cleared = mask.copy()
    for start, end in runs(mask):
        if end - start < shortest:
            cleared[start:end] = False
    return cleared
