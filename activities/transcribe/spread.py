"""Find likely times for words of which only the stretch is known in which they were said."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from activities.transcribe.levels import QUIET_DB, STEP, Levels
from core.domain.span import Span

Numbers = NDArray[np.float64]

# A word takes as long as its letters and a little; a sign that is a syllable counts as three.
_WORD_COST = 1.5
_SYLLABLE_COST = 3.0
_SYLLABIC_FROM = "\u2e80"
# What costs so much takes a second: brisk English has about 14 letters a second, spaces included.
_COST_PER_SECOND = 16.0
# With so many times the sound that the words need, most of it is something else.
_TOO_MUCH = 3.0
_UNHURRIED = 1.5
# A silence at least so long, in seconds, lies between two words.
_PAUSE_SECONDS = 0.15


def spread(words: Sequence[str], span: Span, levels: Levels | None) -> list[Span]:
    """Return a time for each word, in order, without overlap, inside the span.

    Words share what sounds in the span by their length, from its first sound on, and long
    silences lie between them. Without ``levels`` they share the whole span.
    """
    if not words:
        return []
    costs = np.array([_cost(word) for word in words])
    sound, times = _sound(span, levels)
    spoken = np.concatenate(([0.0], np.cumsum(sound * np.diff(times))))
    needed = costs.sum() / _COST_PER_SECOND
    total = spoken[-1] if spoken[-1] <= _TOO_MUCH * needed else _UNHURRIED * needed
    edges = np.concatenate(([0.0], np.cumsum(costs))) / costs.sum() * total
    edges = _at_pauses(edges, _pauses(sound, times, spoken))
    starts = [_last(spoken, times, edge) for edge in edges[:-1]]
    ends = [_first(spoken, times, edge) for edge in edges[1:]]
    return [Span(start=a, end=max(a, b)) for a, b in zip(starts, ends, strict=True)]


def seconds_for(words: Sequence[str]) -> float:
    """Return how long somebody who speaks briskly takes to say the words."""
    return sum(_cost(word) for word in words) / _COST_PER_SECOND


def _cost(word: str) -> float:
    signs = sum(_SYLLABLE_COST if c >= _SYLLABIC_FROM else 1.0 for c in word if c.isalnum())
    return _WORD_COST + signs


def _sound(span: Span, levels: Levels | None) -> tuple[Numbers, Numbers]:
    """Return for each step whether it sounds, 0 or 1, and the times between steps."""
    count = max(1, round(span.duration / STEP))
    times = np.linspace(span.start, span.end, count + 1)
    sound = np.ones(count)
    if levels is not None:
        db = levels.between(span.start, span.start + count * STEP)[:count]
        sound[: len(db)] = db > levels.floor + QUIET_DB
    return (sound, times) if sound.any() else (np.ones(count), times)


def _pauses(sound: Numbers, times: Numbers, spoken: Numbers) -> list[float]:
    """Return how much sounds before each long silence, the longest silence first."""
    edges = np.flatnonzero(np.diff(np.concatenate(([1.0], sound, [1.0]))))
    silences = [(times[b] - times[a], a) for a, b in edges.reshape(-1, 2)]
    long = sorted((each for each in silences if each[0] >= _PAUSE_SECONDS), reverse=True)
    return [float(spoken[a]) for _, a in long]


def _at_pauses(edges: Numbers, pauses: Sequence[float]) -> Numbers:
    """Return the edges between words with the nearest one moved to each pause."""
    moved = edges.copy()
    free = set(range(1, len(edges) - 1))
    for pause in pauses:
        if not free:
            break
        nearest = min(free, key=lambda index: abs(moved[index] - pause))
        if moved[nearest - 1] < pause < moved[nearest + 1]:
            moved[nearest] = pause
            free.remove(nearest)
    return moved


def _first(spoken: Numbers, times: Numbers, much: float) -> float:
    """Return the first time by which so much has sounded."""
    at = int(np.searchsorted(spoken, much - 1e-9, side="left"))
    return _between(spoken, times, much, at)


def _last(spoken: Numbers, times: Numbers, much: float) -> float:
    """Return the last time until which no more has sounded."""
    at = int(np.searchsorted(spoken, much + 1e-9, side="right")) - 1
    return _between(spoken, times, much, at + 1 if spoken[at] < much - 1e-9 else at)


def _between(spoken: Numbers, times: Numbers, much: float, at: int) -> float:
    at = min(at, len(spoken) - 1)
    if at == 0 or spoken[at] - much <= 1e-9:
        return float(times[at])
    step = spoken[at] - spoken[at - 1]
    return float(times[at] - (spoken[at] - much) / step * (times[at] - times[at - 1]))
