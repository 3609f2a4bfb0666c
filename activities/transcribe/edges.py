"""Move the edges of words to where the sound begins and ends."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from activities.transcribe.levels import QUIET_DB, STEP, Levels
from core.domain.transcript import Word

REACH = 0.15
"""Seconds by which an edge moves at most."""

# Below this share of the way from the quietest to the loudest around a word, in dB, there is
# no speech. Low, because words begin with breath and hiss.
_SHARE = 0.2
# With less between pause and voice, in dB, the sound does not tell where words end.
_CONTRAST_DB = 18.0
_SHORTEST = 0.05
_AROUND = 0.4

# A word that lasts longer, in seconds and by its letters, was stretched over a silence.
_LONGEST = 0.8
_LONGEST_LETTER = 0.12
# A closed consonant is shorter than the silences that part what sounds.
_CLOSED_SECONDS = 0.15


def snapped(words: Sequence[Word], levels: Levels) -> tuple[Word, ...]:
    """Return the words with every edge that lies beside a pause moved to the edge of the sound.

    Edges move by at most ``REACH``, words keep their order and do not overlap, and a word
    between two others without a pause keeps its times. A word that lasts far longer than
    its letters allow keeps the longest sound in it.
    """
    moved: list[Word] = []
    for index, word in enumerate(_plausible(word, levels) for word in words):
        before = moved[-1].end if moved else 0.0
        after = words[index + 1].start if index + 1 < len(words) else levels.seconds
        moved.append(_moved(word, before, after, levels))
    return tuple(moved)


def _moved(word: Word, before: float, after: float, levels: Levels) -> Word:
    first = max(0.0, word.start - _AROUND)
    around = levels.between(first, word.end + _AROUND)
    if not len(around):
        return word
    quiet, loud = float(np.percentile(around, 5)), float(np.percentile(around, 95))
    if loud - quiet < _CONTRAST_DB:
        return word
    sounding = around > quiet + _SHARE * (loud - quiet)
    start = first + STEP * _start(sounding, round((word.start - first) / STEP))
    end = first + STEP * _end(sounding, round((word.end - first) / STEP))
    start, end = max(before, start), min(max(after, word.end), end)
    if end - start < _SHORTEST:
        return word
    return word.model_copy(update={"start": round(start, 3), "end": round(end, 3)})


def _plausible(word: Word, levels: Levels) -> Word:
    longest = _LONGEST + _LONGEST_LETTER * len(word.text)
    if word.end - word.start <= longest:
        return word
    inside = levels.between(word.start, word.end)
    sounding = np.flatnonzero(inside > levels.floor + QUIET_DB)
    if not len(sounding):
        return word.model_copy(update={"end": round(word.start + longest, 3)})
    runs = np.split(sounding, np.flatnonzero(np.diff(sounding) > _CLOSED_SECONDS / STEP) + 1)
    run = max(runs, key=len)
    start = word.start + STEP * int(run[0])
    end = min(word.end, start + longest, word.start + STEP * (int(run[-1]) + 1))
    return word.model_copy(update={"start": round(start, 3), "end": round(end, 3)})


def _start(sounding: NDArray[np.bool_], at: int) -> int:
    """Return where the sound that a word begins with begins; ``at`` where that is not told."""
    reach = round(REACH / STEP)
    if at < len(sounding) and not sounding[at]:
        ahead = np.flatnonzero(sounding[at : at + reach + 1])
        return at + int(ahead[0]) if len(ahead) else at
    silent = np.flatnonzero(~sounding[max(0, at - reach) : at])
    return max(0, at - reach) + int(silent[-1]) + 1 if len(silent) else at


def _end(sounding: NDArray[np.bool_], at: int) -> int:
    """Return the step behind the sound that a word ends with."""
    backwards = sounding[::-1]
    return len(sounding) - _start(backwards, len(sounding) - at)
