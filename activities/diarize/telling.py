"""From what speech sounds like, step by step, to who speaks when."""

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activities.diarize.base import Stretch, Told
from activities.diarize.clustering import Labels, centres, grouped

Array = NDArray[np.float32]

# As many prints are compared with each other as give 9 MB of cosines; the rest finds its place.
_MOST_COMPARED = 1500
# How much the demand rises from try to try while there are fewer voices than were asked for.
_STRICTER = 0.04
_STRICTEST = 0.9
# The line of voices is found, the voices learn from it, and it is found again.
_ROUNDS = 2


class Steps(NamedTuple):
    """Speech in short steps, in order. Every array has one row a step."""

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    """Seconds. Steps do not overlap; between two of them there may be a pause."""
    prints: Array
    """What is heard around the step, of length 1."""
    clear: NDArray[np.bool_]
    """Whether enough is heard around the step, and little of it by the steps next to it, that
    it may say how many voices there are."""


@dataclass(frozen=True)
class Ear:
    """How well an engine hears."""

    alike: float
    """The mean cosine of the prints of one voice is this, or more."""
    same_voice: float
    """The cosine of what two groups of prints have in the middle, if they are of one voice."""
    change: float
    """What it costs that the voice changes, in cosines of a step."""
    change_at_pause: float
    """The same where there is a pause, in which most changes happen."""
    fewest: int = 3
    """Clear steps without which a group is no voice."""


def told(steps: Steps, ear: Ear, speakers: int | None) -> Told:
    """Tell who speaks when: always one voice at a time.

    Where two speak at once it is the one that is heard better. ``speakers`` is how many there
    are; None lets the prints decide.
    """
    if not len(steps.starts):
        return Told([], {})
    voices = _voices(steps, ear, speakers)
    line = best_line(steps.prints @ voices.T, _pauses(steps), ear)
    for _ in range(_ROUNDS - 1):
        voices = _learned(voices, steps, line)
        line = best_line(steps.prints @ voices.T, _pauses(steps), ear)
    learned = _learned(voices, steps, line)
    prints = {str(label): tuple(map(float, learned[label])) for label in sorted(set(line.tolist()))}
    return Told(_stretches(steps, line), prints)


def best_line(scores: Array, pauses: NDArray[np.bool_], ear: Ear) -> Labels:
    """Return for every step which voice speaks, by dynamic programming (Viterbi, 1967).

    ``scores`` has a row for each step and a column for each voice; ``pauses`` tells whether
    there is one before the step.
    """
    steps, voices = scores.shape
    came = np.zeros((steps, voices), np.int64)
    value = scores[0].astype(np.float64)
    own = np.arange(voices)
    for step in range(1, steps):
        leader = int(value.argmax())
        changed = value[leader] - (ear.change_at_pause if pauses[step] else ear.change)
        stays = value >= changed
        came[step] = np.where(stays, own, leader)
        value = np.where(stays, value, changed) + scores[step]
    line = np.empty(steps, np.int64)
    line[-1] = value.argmax()
    for step in range(steps - 1, 0, -1):
        line[step - 1] = came[step, line[step]]
    return line


def _voices(steps: Steps, ear: Ear, speakers: int | None) -> Array:
    """Return the middle of what each voice sounds like."""
    clear = steps.prints[steps.clear]
    if not len(clear):
        return centres(steps.prints, np.zeros(len(steps.prints), np.int64))
    clear = clear[:: -(-len(clear) // _MOST_COMPARED)]
    alike = ear.alike
    found = _kept(clear, alike, ear)
    while speakers is not None and len(found) < speakers and alike < _STRICTEST:
        alike += _STRICTER
        found = max(found, _kept(clear, alike, ear), key=len)
    return found if speakers is None else found[:speakers]


def _kept(prints: Array, alike: float, ear: Ear) -> Array:
    """Return the middle of every group that is large enough to be a voice, the largest first."""
    labels = grouped(prints, alike=alike)
    sizes = np.bincount(labels)
    fewest = min(ear.fewest, int(sizes.max()))
    order = [int(group) for group in np.argsort(-sizes, kind="stable") if sizes[group] >= fewest]
    middle = centres(prints, labels)[order]
    if alike > ear.alike:
        return middle
    same = grouped(middle, alike=ear.same_voice)
    return centres(middle * sizes[order][:, None], same)


def _learned(voices: Array, steps: Steps, line: Labels) -> Array:
    """Return the middle of each voice by the steps it has; a voice without steps stays."""
    sure = np.where(steps.clear, line, -1)
    learned = voices.copy()
    found = centres(steps.prints, sure)
    has = np.isin(np.arange(len(found)), sure)
    learned[: len(found)][has] = found[has]
    return learned


def _pauses(steps: Steps) -> NDArray[np.bool_]:
    pauses = np.zeros(len(steps.starts), np.bool_)
    pauses[1:] = steps.starts[1:] - steps.ends[:-1] > 1e-6
    return pauses


def _stretches(steps: Steps, line: Labels) -> list[Stretch]:
    """Return the steps of one voice that have no pause between them, as one stretch."""
    found = []
    runs = np.cumsum(_pauses(steps))
    for (label, _), group in groupby(range(len(line)), key=lambda at: (int(line[at]), runs[at])):
        members = list(group)
        start, end = float(steps.starts[members[0]]), float(steps.ends[members[-1]])
        found.append(Stretch(start, end, str(label)))
    return found
