"""From how likely something is at each step to where it is."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from activities.listen.levels import STEP, Floats
from core.domain.span import Span

Mask = NDArray[np.bool_]


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Return the half-open index ranges in which the mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def closed(found: Iterable[tuple[int, int]], *, gap: float) -> list[tuple[int, int]]:
    """Return the ranges of steps, with those joined that are at most ``gap`` seconds apart."""
    joined: list[tuple[int, int]] = []
    for first, last in found:
        if joined and (first - joined[-1][1]) * STEP <= gap + 1e-9:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def likely(
    values: Floats, *, enter: float, leave: float, gap: float, least: float
) -> list[tuple[int, int]]:
    """Return the ranges of steps that reach ``enter`` and stay above ``leave``.

    Ranges at most ``gap`` seconds apart are one; shorter ones than ``least`` are none.
    """
    reached = [(a, b) for a, b in runs(values >= leave) if values[a:b].max() >= enter]
    return [(a, b) for a, b in closed(reached, gap=gap) if (b - a) * STEP >= least - 1e-9]


def span(steps: tuple[int, int]) -> Span:
    """Return the seconds that a range of steps covers."""
    return Span(start=round(steps[0] * STEP, 3), end=round(steps[1] * STEP, 3))


def smoothed(values: Floats, size: int) -> Floats:
    """Return the mean of the ``size`` values around each value; fewer at the ends."""
    if len(values) == 0:
        return values
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    at = np.arange(len(values))
    first, last = np.maximum(at - size // 2, 0), np.minimum(at - size // 2 + size, len(values))
    return np.asarray((sums[last] - sums[first]) / (last - first), np.float32)
