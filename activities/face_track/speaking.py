"""Who of those in the picture speaks: the one whose mouth moves when there is speech.

For every step of time each visible face is given evidence: the logarithm of how much its
mouth moves, and how well that motion goes with the sound. The line of speakers with the
most evidence, less a price for every change of speaker, is found by dynamic programming
(Viterbi, 1967), so that a speaker who pauses keeps the word and nothing flickers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from activities.face_track.speech import STEP, heard, runs
from core.domain.faces import SpeakerTurn
from core.domain.span import Span

# No turn is shorter than this, in seconds.
MIN_TURN = 1.0
# How far a mouth moves from picture to picture, in the mean, from which on it seems to
# speak: where it is known who speaks, speakers reach .01 to .3, listeners .001 to .03.
_SPEAKING = 0.012
# Below this all mouths rest alike.
_REST = 0.004
# Steps over which motion is averaged, and over which it is compared with the sound.
_SMOOTH, _COMPARE = 9, 31
# What a perfect agreement of mouth and sound is worth, in units of doubled motion.
_AGREEMENT = 1.5
# What a change of speaker costs, in steps at one unit of evidence.
_CHANGE = 4.0
# Evidence for a face that is alone: then it speaks when there is speech.
_ALONE = 2.0

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Mouth:
    """How the mouth of one track moves, from the step ``first`` on, one value a step."""

    track: int
    first: int
    motion: NDArray[np.float32]


def turns(mouths: Sequence[Mouth], level: NDArray[np.float32]) -> tuple[SpeakerTurn, ...]:
    """Return who speaks when, in order of time, without overlap, each for ``MIN_TURN`` at least.

    ``level`` is the sound in dBFS, one value for each ``STEP`` from 0 on; empty without sound.
    """
    evidence = [(mouth, _evidence(mouth, level)) for mouth in mouths]
    found: list[SpeakerTurn] = []
    for start, end in runs(heard(level)):
        visible = [(m, e) for m, e in evidence if m.first < end and start < m.first + len(m.motion)]
        found += _turns(_best_line(_options(visible, start, end)), start)
    return tuple(found)


def _options(
    visible: Sequence[tuple[Mouth, NDArray[np.float64]]], start: int, end: int
) -> list[dict[int, float]]:
    """Return for every step the evidence for each track that is visible then."""
    options: list[dict[int, float]] = [{} for _ in range(start, end)]
    for mouth, evidence in visible:
        first, last = max(start, mouth.first), min(end, mouth.first + len(evidence))
        for step in range(first, last):
            options[step - start][mouth.track] = float(evidence[step - mouth.first])
    return [_fair(option) for option in options]


def _evidence(mouth: Mouth, level: NDArray[np.float32]) -> NDArray[np.float64]:
    motion = _mean_around(mouth.motion, _SMOOTH)
    sound = np.zeros(len(motion))
    known = level[mouth.first : mouth.first + len(motion)]
    sound[: len(known)] = np.maximum(known, -60.0)
    amount = np.log2((motion + _REST) / (_SPEAKING + _REST))
    return amount + _AGREEMENT * _agreement(mouth.motion, sound)


def _agreement(motion: NDArray[np.float32], sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of both around every step, 0..1; 0 where they disagree."""
    x, y = motion - _mean_around(motion, _COMPARE), sound - _mean_around(sound, _COMPARE)
    both = _mean_around(x * y, _COMPARE)
    alone = np.sqrt(_mean_around(x * x, _COMPARE) * _mean_around(y * y, _COMPARE))
    return np.clip(both / (alone + 1e-9), 0.0, 1.0)


def _mean_around(
    values: NDArray[np.float32] | NDArray[np.float64], width: int
) -> NDArray[np.float64]:
    """Return the mean of the values around each, fewer of them at the ends."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    at = np.arange(len(values))
    low, high = np.maximum(at - width // 2, 0), np.minimum(at + width // 2 + 1, len(values))
    mean: NDArray[np.float64] = (total[high] - total[low]) / (high - low)
    return mean


def _fair(option: dict[int, float]) -> dict[int, float]:
    """Add to the evidence of a face that nobody else is there to speak."""
    if len(option) != 1:
        return option
    return {track: max(0.0, evidence) + _ALONE for track, evidence in option.items()}


def _best_line(options: Sequence[Mapping[int, float]]) -> list[int]:
    """Return the track that speaks at every step, or ``NOBODY``, who has no evidence."""
    value: dict[int, float] = {NOBODY: 0.0}
    before: list[dict[int, int]] = []
    for option in options:
        leader = max(value, key=lambda track: (value[track], -track))
        came: dict[int, int] = {}
        following: dict[int, float] = {}
        for track, evidence in ((NOBODY, 0.0), *option.items()):
            stay = value.get(track, -np.inf)
            change = value[leader] - _CHANGE
            came[track] = track if stay >= change else leader
            following[track] = max(stay, change) + evidence
        before.append(came)
        value = following
    line = [max(value, key=lambda track: (value[track], -track))]
    for came in reversed(before):
        line.append(came[line[-1]])
    return line[-2::-1]


def _turns(line: Sequence[int], step: int) -> list[SpeakerTurn]:
    """Return the turns of a line of speakers that begins at a step."""
    found = []
    for track, run in groupby(line):
        start, step = step, step + len(list(run))
        if track != NOBODY and (step - start) * STEP >= MIN_TURN - 1e-9:
            span = Span(start=round(start * STEP, 4), end=round(step * STEP, 4))
            found.append(SpeakerTurn(track=track, span=span))
    return found
