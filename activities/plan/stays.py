"""Where the camera stands still, and for how long.

A good static crop for each shot beats most trackers, and people move a crop
rarely, so the camera stands. It leaves its place only when standing costs more
than moving: when what it follows is cut off, or stays out of the safe inner
part of the window. The cheapest division of a shot into stays is found
exactly, by dynamic programming over time and place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.plan.subject import STEP, Floats, Subject

Indices = NDArray[np.int64]

MIN_STAY = 2.6
"""Seconds between two moves: 2 s of rest after an ease of 0.6 s."""

# A move this soon after or before a cut looks like a mistake, seconds.
_EDGE = 1.0
_PLACES = 61
# Half of a usual move at either end of a stay, steps.
_SETTLING = 3
# The outer part of the window in which a face is shown but not well, share of its size.
_MARGIN = 0.12
# Costs are in steps: a step out of the safe part is 1, so a move pays after about 0.7 s …
_MOVE = 7.0
_DISTANCE = 1.5
# … and at once where the face is cut off.
_CUT_OFF = 4.0
_CUT_DEPTH = 10.0
# Of a face that is larger than the window, the middle is kept within this share of it.
_LARGE = 0.1
# Being off the centre by a whole window for a step: too little to pay for a move …
_DRIFT = 0.02
# … but enough to choose where to stand.
_CENTRED = 0.3


@dataclass(frozen=True)
class Stay:
    """From one step up to another, the centre of the window is at one place, 0..1."""

    first: int
    last: int
    place: float


def stays(subject: Subject, size: float) -> list[Stay]:
    """Divide a shot into stays, in order; ``size`` is that of the window, 0..1."""
    if not subject.present.any():
        return [Stay(0, len(subject), 0.5)]
    places = np.linspace(size / 2, 1 - size / 2, _PLACES if size < 1 else 1)
    costs = cost(subject, places, size)
    travel = _MOVE + _DISTANCE * np.abs(places[:, np.newaxis] - places) / size
    return [
        Stay(first, last, _best(_settled(subject, first, last), places=places, size=size))
        for first, last in _divide(costs, travel)
    ]


def standing(shots: Sequence[Subject], size: float) -> float:
    """Return the one place that serves all shots best, for a window that never moves."""
    places = np.linspace(size / 2, 1 - size / 2, _PLACES if size < 1 else 1)
    price = sum(
        (cost(one, places, size) + _CENTRED * _off(one, places, size)).sum(axis=0) for one in shots
    )
    middle = np.abs(places - 0.5) * 1e-3
    return float(places[int(np.argmin(np.round(price + middle, 6)))])


def cost(subject: Subject, places: Floats, size: float) -> Floats:
    """Return what it costs to stand at each place (columns) during each step (rows)."""
    distance = _beyond(subject, places, size)
    return (
        _loss(distance, size)
        + _unsafe(distance, subject, size)
        + _DRIFT * _off(subject, places, size)
    )


def _beyond(subject: Subject, places: Floats, size: float) -> Floats:
    """Return how far the subject reaches out of the window, share of the picture; < 0 inside."""
    low, high = subject.low[:, np.newaxis], subject.high[:, np.newaxis]
    cut = np.maximum(places - size / 2 - low, high - places - size / 2)
    centred = np.abs(places - (low + high) / 2) - _LARGE * size
    return np.nan_to_num(np.where(high - low > size, centred, cut), nan=-1.0)


def _loss(beyond: Floats, size: float) -> Floats:
    """Return the cost of what is cut off."""
    answer: Floats = (beyond > 1e-9) * (_CUT_OFF + _CUT_DEPTH * np.maximum(beyond, 0) / size)
    return answer


def _unsafe(beyond: Floats, subject: Subject, size: float) -> Floats:
    """Return 1 where the subject is not within the safe inner part of the window, else 0."""
    spare = np.maximum(size - (subject.high - subject.low), 0)[:, np.newaxis]
    margin = np.nan_to_num(np.minimum(_MARGIN * size, 0.45 * spare))
    return np.asarray(beyond > 1e-9 - margin, np.float64)


def _off(subject: Subject, places: Floats, size: float) -> Floats:
    """Return how far each place is from the best one, share of the window."""
    return np.nan_to_num(np.abs(places - subject.aim[:, np.newaxis]) / size)


def _settled(subject: Subject, first: int, last: int) -> Subject:
    """Return the part of a shot for which a stay is responsible: not while the camera moves."""
    start = first + _SETTLING if first > 0 else first
    end = last - _SETTLING if last < len(subject) else last
    during = subject.part(start, end)
    return during if during.present.any() else subject


def _best(during: Subject, *, places: Floats, size: float) -> float:
    """Return the best place for a stay: nothing cut off, then near the median and safe."""
    median = float(np.median(during.aim[during.present]))
    candidates = np.append(places, median)
    distance = _beyond(during, candidates, size)
    lost = _loss(distance, size).sum(axis=0)
    poor = _unsafe(distance, during, size) + _CENTRED * _off(during, candidates, size)
    order = np.lexsort((poor.sum(axis=0).round(6), lost.round(6)))
    return float(candidates[order[0]])


def _divide(costs: Floats, travel: Floats) -> list[tuple[int, int]]:
    """Return the cheapest stays as half-open ranges of steps.

    ``travel`` is the cost of moving from a place (rows) to another (columns).
    """
    count, places = costs.shape
    rest, edge = round(MIN_STAY / STEP), round(_EDGE / STEP)
    spent = np.vstack([np.zeros(places), np.cumsum(costs, axis=0)])
    opened = np.full((count + 1, places), np.inf)
    opened[0] = 0.0
    came_from = np.zeros((count + 1, places), np.int64)
    began = np.zeros((count + 1, places), np.int64)
    cheapest, origin = np.full(places, np.inf), np.zeros(places, np.int64)
    for step in range(edge, count - edge + 1):
        ripe = 0 if step == edge else step - rest
        if ripe > 0 or step == edge:
            better = opened[ripe] < cheapest
            cheapest = np.where(better, opened[ripe], cheapest)
            origin = np.where(better, ripe, origin)
        arriving = (cheapest + spent[step])[:, np.newaxis] + travel
        came_from[step] = arriving.argmin(axis=0)
        began[step] = origin
        opened[step] = arriving.min(axis=0) - spent[step]
    return _traced(opened + spent[-1], came_from, began)


def _traced(total: Floats, came_from: Indices, began: Indices) -> list[tuple[int, int]]:
    """Follow the cheapest way back from the end."""
    last = len(total) - 1
    first, place = (int(index) for index in np.unravel_index(total.argmin(), total.shape))
    ranges = [(first, last)]
    while first > 0:
        place = int(came_from[first, place])
        first, last = int(began[first, place]), first
        ranges.append((first, last))
    return ranges[::-1]
