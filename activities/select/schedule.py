"""The most moments that fit side by side, and of those the best. Pure."""

from bisect import bisect_right
from collections.abc import Sequence

from core.domain.clip import Candidate

# Seconds. Less is rounding and not a common moment.
ROUNDING = 1e-6


def merit(candidate: Candidate) -> float:
    """Return what the choice goes by, 0..100. What makes no sense alone loses a quarter."""
    return 0.75 * candidate.scores.virality + 0.25 * candidate.scores.coherence


def most(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """Return up to ``count`` candidates that do not overlap, as many as there is room for.

    Of all sets of that size it is the one of most merit: weighted interval scheduling
    with a fixed number of intervals, O(n·count) after sorting.
    """
    ordered = sorted(candidates, key=lambda one: (one.span.end, one.span.start))
    ends = [one.span.end for one in ordered]
    before = [bisect_right(ends, one.span.start + ROUNDING) for one in ordered]
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
