"""How the camera gets from one stay to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from activities.plan.stays import Stay, cost, stays
from activities.plan.subject import STEP, Floats, Subject

EASE = 0.6
"""Seconds of a usual move."""

# For a subject that crosses the picture while the camera follows, seconds.
_SLOW_EASES = (1.2, 2.0)
_DELAYS = (0.0, 0.2, 0.4, 0.6)
# Another face at least this share of the window away is cut to, not panned to.
_FAR = 0.5
# The new face must appear within so many steps of the move for the move to be its own.
_NEARBY = 3
# A slower move must save this much (see the costs of stays) to be worth it.
_WORTH = 1.0
# Smaller differences are not seen, share of the picture.
_INVISIBLE = 0.003


@dataclass(frozen=True)
class Move:
    """The camera stands at ``place`` from ``at`` on, having left for it ``ease`` seconds before."""

    at: float
    place: float
    ease: float = 0.0


def moves(shots: Iterable[Subject], size: float) -> list[Move]:
    """Return the path of the camera through the shots of a clip; the first stands at its start."""
    path: list[Move] = []
    for shot in shots:
        standing = stays(shot, size)
        if not path or abs(path[-1].place - standing[0].place) > _INVISIBLE:
            path.append(Move(shot.start, standing[0].place))
        resting = shot.start
        for before, after in pairwise(standing):
            if abs(before.place - after.place) > _INVISIBLE:
                path.append(_move(shot, before, after, size=size, resting=resting))
                resting = path[-1].at
    return path


def _move(shot: Subject, before: Stay, after: Stay, *, size: float, resting: float) -> Move:
    """Choose when and how fast to go; ``resting`` is since when the camera stands."""
    start = shot.time(after.first)
    if abs(after.place - before.place) >= _FAR * size and _other_face(shot, after.first):
        return Move(start, after.place)
    choices = [
        Move(start + delay, after.place, ease)
        for ease in (EASE, *_SLOW_EASES)
        for delay in _DELAYS
        if start + delay - ease >= resting - 1e-9
    ]
    prices = [
        _price(shot, before, choice, size=size) + _WORTH * (choice.ease > EASE)
        for choice in choices
    ]
    return choices[int(np.argmin(np.round(prices, 6)))]


def _other_face(shot: Subject, step: int) -> bool:
    near = shot.who[max(0, step - _NEARBY) : step + _NEARBY]
    return len(set(near.tolist())) > 1


def _price(shot: Subject, before: Stay, move: Move, *, size: float) -> float:
    """Return what the way costs, from the earliest moment it may begin to the latest it may end."""
    reach = round((max(_SLOW_EASES) + max(_DELAYS)) / STEP)
    middle = round((move.at - shot.start) / STEP)
    first, last = max(0, middle - reach), min(len(shot), middle + reach)
    times = np.linspace(shot.time(first), shot.time(last), last - first, endpoint=False)
    way = eased((times - (move.at - move.ease)) / move.ease)
    places = before.place + way * (move.place - before.place)
    return float(np.diagonal(cost(shot.part(first, last), places, size)).sum())


def eased(share: Floats) -> Floats:
    """Return how far a move has come after a share of its time: slow at both ends (smoothstep)."""
    done = np.clip(share, 0, 1)
    answer: Floats = done * done * (3 - 2 * done)
    return answer
