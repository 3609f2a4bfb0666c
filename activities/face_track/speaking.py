"""Who of those in the picture speaks, from what speaks for each of them.

For every step of time each visible face has evidence. The line of speakers with the most of
it, less a price for every change of speaker, is found by dynamic programming (Viterbi, 1967),
so that a speaker who pauses keeps the word and nothing flickers.
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
# What a change of speaker costs, in steps at one unit of evidence.
_CHANGE = 4.0
# Evidence for a face that is alone: it speaks when there is speech, unless its mouth rests.
_ALONE = 0.8

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the face of one track, from the step ``first`` on, one value a step."""

    track: int
    first: int
    values: NDArray[np.float64]


def turns(evidence: Sequence[Evidence], level: NDArray[np.float32]) -> tuple[SpeakerTurn, ...]:
    """Return who speaks when, in order of time, without overlap, each for ``MIN_TURN`` at least.

    ``level`` is the sound in dBFS, one value for each ``STEP`` from 0 on; empty without sound.
    """
    found: list[SpeakerTurn] = []
    for start, end in runs(heard(level)):
        visible = [e for e in evidence if e.first < end and start < e.first + len(e.values)]
        found += _turns(_best_line(_options(visible, start, end)), start)
    return tuple(found)


def _options(visible: Sequence[Evidence], start: int, end: int) -> list[dict[int, float]]:
    """Return for every step the evidence for each track that is visible then."""
    options: list[dict[int, float]] = [{} for _ in range(start, end)]
    for one in visible:
        first, last = max(start, one.first), min(end, one.first + len(one.values))
        for step in range(first, last):
            options[step - start][one.track] = float(one.values[step - one.first])
    return [_fair(option) for option in options]


def _fair(option: dict[int, float]) -> dict[int, float]:
    """Add to the evidence of a face that nobody else is there to speak."""
    if len(option) != 1:
        return option
    return {track: evidence + _ALONE for track, evidence in option.items()}


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
