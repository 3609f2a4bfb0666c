"""Put looks and chains together to the tracks of a recording."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from statistics import fmean
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import CROP_RATE, VisibleFace
from activities.face_track.crops import CropFile
from activities.face_track.look import Look
from activities.face_track.mouth import UNSEEN
from activities.face_track.speech import STEP
from activities.face_track.tracking import Chain
from core.domain.box import Box
from core.domain.faces import Detection, Track

# A tenth of a millisecond, and of a thousandth of the motion of a mouth.
_DIGITS = 4
# What a face looks like is told with numbers that are this long.
_LOOK_DIGITS = 3
# Detections of a track are no further apart than this, in seconds.
_APART = 1.0
# Motion of a mouth is known this far around the times of measurement, in seconds.
_KNOWN = 0.15


def tracks(
    looks: Sequence[Look],
    chains: Sequence[Chain],
    *,
    first: int = 1,
    kind: Literal["face", "body"] = "face",
) -> tuple[Track, ...]:
    """Return the chains as tracks, numbered from ``first`` in their order."""
    return tuple(
        Track(
            id=number,
            detections=_close(_detections(looks, chain)),
            kind=kind,
            look=_appearance(looks, chain),
        )
        for number, chain in enumerate(chains, start=first)
    )


def visible(
    looks: Sequence[Look], chain: Chain, crops: CropFile | None
) -> tuple[VisibleFace, NDArray[np.bool_]]:
    """Return a face through time, and in which steps it is known how its mouth moved."""
    measured = [
        (at, ways[face])
        for look, face in chain.places
        for at, ways in zip(looks[look].times, looks[look].motion, strict=True)
        if ways[face] != UNSEEN
    ]
    times = [at for at, _ in measured]
    start = looks[chain.places[0][0]].at
    last_look = looks[chain.places[-1][0]]
    end = max([last_look.at, *last_look.times[-1:]])
    first, last = int(start / STEP), int(end / STEP)
    steps = (np.arange(first, last + 1, dtype=np.float64) + 0.5) * STEP
    known = _near(steps, times)
    motion = [way for _, way in measured]
    values = np.interp(steps, times, motion) if times else np.zeros(len(steps))
    kept = None if crops is None else _crops(looks, chain, crops, first=first, count=len(steps))
    return VisibleFace(first, np.where(known, values, 0.0).astype(np.float32), kept), known


def _detections(looks: Sequence[Look], chain: Chain) -> list[Detection]:
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
    return found


def _close(found: Sequence[Detection]) -> tuple[Detection, ...]:
    """Return the detections with others in the middle of every gap that is too long."""
    close = [found[0]]
    for one, other in pairwise(found):
        parts = ceil((other.at - one.at) / _APART - 1e-6)
        close += [_between(one, other, part / parts) for part in range(1, parts)]
        close.append(other)
    return tuple(close)


def _between(one: Detection, other: Detection, share: float) -> Detection:
    def mixed(a: float, b: float) -> float:
        return round(a + (b - a) * share, _DIGITS)

    box = Box(
        x=mixed(one.box.x, other.box.x),
        y=mixed(one.box.y, other.box.y),
        width=mixed(one.box.width, other.box.width),
        height=mixed(one.box.height, other.box.height),
    )
    return Detection(at=mixed(one.at, other.at), box=box, score=min(one.score, other.score))


def _moved(looks: Sequence[Look], place: tuple[int, int] | None) -> float:
    """Return how much the mouth moved, in the mean, after a detection."""
    if place is None or not looks[place[0]].times:
        return 0.0
    return round(fmean(max(0.0, ways[place[1]]) for ways in looks[place[0]].motion), _DIGITS)


def _appearance(looks: Sequence[Look], chain: Chain) -> tuple[float, ...]:
    """Return the mean of what a face looked like, as a vector of length 1; empty if unknown."""
    packed = [looks[n].vectors[face] for n, face in chain.places if looks[n].vectors]
    known = [np.frombuffer(vector, np.float16).astype(np.float32) for vector in packed if vector]
    if not known:
        return ()
    mean = np.mean(known, axis=0)
    unit = mean / (np.linalg.norm(mean) + 1e-9)
    return tuple(round(float(value), _LOOK_DIGITS) for value in unit)


def _near(steps: NDArray[np.float64], times: Sequence[float]) -> NDArray[np.bool_]:
    """Return which steps have one of the times close by."""
    if not times:
        return np.zeros(len(steps), np.bool_)
    after = np.searchsorted(times, steps)
    all_times = np.asarray(times)
    earlier = all_times[np.maximum(after - 1, 0)]
    later = all_times[np.minimum(after, len(times) - 1)]
    near: NDArray[np.bool_] = np.minimum(abs(steps - earlier), abs(later - steps)) <= _KNOWN
    return near


def _crops(
    looks: Sequence[Look], chain: Chain, crops: CropFile, *, first: int, count: int
) -> NDArray[np.uint8]:
    """Return the crops of a face at an even rate, from a step on, for so many steps."""
    times: list[float] = []
    numbers: list[int] = []
    for look, face in chain.places:
        times += looks[look].times
        numbers += [number + face for number in looks[look].crops]
    return crops.through_time(
        times, numbers, start=first * STEP, count=round(count * STEP * CROP_RATE)
    )
