"""Put looks and chains together to the faces of a recording."""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from activities.face_track.look import Look
from activities.face_track.speaking import Mouth
from activities.face_track.speech import STEP
from activities.face_track.tracking import Chain
from core.domain.faces import Detection, Track

# A tenth of a millisecond, and of a thousandth of the motion of a mouth.
_DIGITS = 4


def tracks(looks: Sequence[Look], chains: Sequence[Chain]) -> tuple[Track, ...]:
    """Return the chains as tracks, numbered from 1 in their order."""
    return tuple(
        Track(id=number, detections=_detections(looks, chain))
        for number, chain in enumerate(chains, start=1)
    )


def _detections(looks: Sequence[Look], chain: Chain) -> tuple[Detection, ...]:
    found = []
    before: tuple[int, int] | None = None
    for number, face in chain.places:
        look = looks[number]
        found.append(
            Detection(
                at=round(look.at, _DIGITS),
                box=look.found[face].box,
                score=look.found[face].score,
                mouth=_moved(looks, before),
            )
        )
        before = (number, face)
    return tuple(found)


def _moved(looks: Sequence[Look], place: tuple[int, int] | None) -> float:
    """Return how much the mouth moved, in the mean, after a detection."""
    if place is None or not looks[place[0]].times:
        return 0.0
    return round(fmean(ways[place[1]] for ways in looks[place[0]].motion), _DIGITS)


def mouths(looks: Sequence[Look], chains: Sequence[Chain]) -> list[Mouth]:
    """Return the motion of the mouth of every chain, step by step, numbered like the tracks."""
    return [_mouth(looks, chain, number) for number, chain in enumerate(chains, start=1)]


def _mouth(looks: Sequence[Look], chain: Chain, number: int) -> Mouth:
    times = [at for look, _ in chain.places for at in looks[look].times]
    motion = [ways[face] for look, face in chain.places for ways in looks[look].motion]
    start = looks[chain.places[0][0]].at
    end = max([looks[chain.places[-1][0]].at, *times[-1:]])
    first, last = int(start / STEP), int(end / STEP)
    steps = (np.arange(first, last + 1) + 0.5) * STEP
    values = np.interp(steps, times, motion) if times else np.zeros(len(steps))
    return Mouth(track=number, first=first, motion=values.astype(np.float32))
