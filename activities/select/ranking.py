"""Pick the best moments without picking the same moment twice. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from activities.select.sentences import tokens
from core.domain.clip import Candidate

# Clips that a recording gives at least, where it has room for them.
AT_LEAST = 4
# Above this share of common words two moments say the same: a teaser and its original.
MAX_ALIKE = 0.6
# Fewer distinct words are too few to tell.
_TELLING_WORDS = 8
# Two variants of a moment that share more than this are not both worth a question to a model.
_SHORTLIST_OVERLAP = 0.5
# Points that a moment loses next to one that is chosen already.
_NEARNESS = 6.0
# Seconds. Less is rounding and not a common moment.
_ROUNDING = 1e-6


def merit(candidate: Candidate) -> float:
    """Return what the choice goes by, 0..100. What makes no sense alone loses a quarter."""
    return 0.75 * candidate.scores.virality + 0.25 * candidate.scores.coherence


def best(candidates: Sequence[Candidate], limit: int, *, duration: float) -> list[Candidate]:
    """Return up to ``limit`` candidates that do not overlap, best first.

    When the best ones leave too little room for ``AT_LEAST`` of them, the choice is
    made anew so that there are as many, if ``duration`` seconds hold them.
    """
    kept = greedy(candidates, limit, duration=duration)
    enough = min(limit, AT_LEAST)
    if len(kept) < enough:
        pool = [one for one in candidates if not any(_is_other_twin(one, k) for k in kept)]
        fitting = _without_twins(most(pool, enough))
        kept = fitting if len(fitting) > len(kept) else kept
    return sorted(kept, key=lambda one: (-one.scores.virality, one.span.start))


def shortlist(
    candidates: Sequence[Candidate], limit: int, *, clips: int, duration: float
) -> list[Candidate]:
    """Return up to ``limit`` candidates for a second opinion, in order of time.

    Among them are ``clips`` that can be shown side by side, and variants of these.
    """
    first = best(candidates, min(clips, limit), duration=duration)
    known = {one.id for one in first}
    variants = greedy(candidates, limit, duration=duration, max_overlap=_SHORTLIST_OVERLAP)
    rest = [one for one in variants if one.id not in known]
    return sorted([*first, *rest][:limit], key=lambda one: (one.span.start, one.span.end))


def greedy(
    candidates: Sequence[Candidate], limit: int, *, duration: float, max_overlap: float = 0.0
) -> list[Candidate]:
    """Return up to ``limit`` candidates, the one of most merit first.

    Greedy non-maximum suppression: a candidate is dropped when it overlaps a better
    one by more than ``max_overlap`` of the shorter, or says the same words. One near
    to a better one loses a few points, so that the choice spreads over the source.
    Equal merit goes to the earlier moment, so the same input gives the same clips.
    """
    ordered = sorted(candidates, key=lambda one: (one.span.start, one.span.end))
    merits = np.array([merit(one) for one in ordered])
    spans = np.array([(one.span.start, one.span.end) for one in ordered]).reshape(-1, 2)
    lost, free = np.zeros(len(ordered)), np.ones(len(ordered), bool)
    kept: list[Candidate] = []
    while len(kept) < limit and free.any():
        index = int(np.argmax(np.where(free, merits - lost, -np.inf)))
        free[index] = False
        if any(_is_other_twin(ordered[index], known) for known in kept):
            continue
        kept.append(ordered[index])
        free &= _share(spans, index) <= max_overlap
        lost = np.maximum(lost, _NEARNESS * _nearness(spans, index, duration / limit / 2))
    return kept


def _share(spans: NDArray[np.float64], index: int) -> NDArray[np.float64]:
    """Return the common share of the shorter of two spans, for one span and all others."""
    start, end = spans[index]
    common = np.minimum(spans[:, 1], end) - np.maximum(spans[:, 0], start)
    shorter = np.minimum(spans[:, 1] - spans[:, 0], end - start)
    return np.where(common > _ROUNDING, common / np.maximum(shorter, _ROUNDING), 0.0)


def _nearness(spans: NDArray[np.float64], index: int, reach: float) -> NDArray[np.float64]:
    """Return 1 for spans that touch one of them, 0 for those ``reach`` seconds away."""
    start, end = spans[index]
    gap = np.maximum(spans[:, 0] - end, start - spans[:, 1])
    nearness: NDArray[np.float64] = np.clip(1 - gap / max(reach, _ROUNDING), 0.0, 1.0)
    return nearness


def most(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """Return up to ``count`` candidates that do not overlap, as many as there is room for.

    Of all sets of that size it is the one of most merit: weighted interval scheduling
    with a fixed number of intervals, O(n·count) after sorting.
    """
    ordered = sorted(candidates, key=lambda one: (one.span.end, one.span.start))
    ends = [one.span.end for one in ordered]
    before = [bisect_right(ends, one.span.start + _ROUNDING) for one in ordered]
    # totals[k][i]: the most merit of k intervals among the first i; None where k do not fit.
    totals: list[list[float | None]] = [[0.0] * (len(ordered) + 1)]
    for _ in range(count):
        row: list[float | None] = [None]
        for index, one in enumerate(ordered):
            without, rest = row[index], totals[-1][min(before[index], index)]
            taken = None if rest is None else rest + merit(one)
            row.append(without if taken is None or _at_least(without, taken) else taken)
        totals.append(row)
    size = max(k for k, row in enumerate(totals) if row[-1] is not None)
    return _traced(ordered, before, totals[: size + 1])


def _at_least(value: float | None, other: float) -> bool:
    return value is not None and value >= other


def _traced(
    ordered: Sequence[Candidate], before: Sequence[int], totals: Sequence[Sequence[float | None]]
) -> list[Candidate]:
    """Walk back through the totals to the candidates that make up the last of them."""
    chosen: list[Candidate] = []
    index = len(ordered)
    for row in reversed(totals[1:]):
        while row[index - 1] == row[index]:
            index -= 1
        index -= 1
        chosen.append(ordered[index])
        index = min(before[index], index)
    return chosen[::-1]


def _without_twins(candidates: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda one: (-merit(one), one.span.start)):
        if not any(_is_other_twin(one, known) for known in kept):
            kept.append(one)
    return kept


def _is_other_twin(one: Candidate, other: Candidate) -> bool:
    """Do two moments that lie apart say the same?"""
    if one.span.common(other.span) > _ROUNDING:
        return False
    return alike(one.text, other.text) > MAX_ALIKE


def alike(one: str, other: str) -> float:
    """Return the share of common words, 0..1 (Jaccard index); 0 for texts too short to tell."""
    mine, theirs = _words(one), _words(other)
    if min(len(mine), len(theirs)) < _TELLING_WORDS:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    return frozenset(tokens(iter([text])))
