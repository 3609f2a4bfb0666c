"""Who is seen in a shot, where, and how they speak in turns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from core.domain.box import Box
from core.domain.faces import Detection, FaceTracks, Track
from core.domain.span import Span

# A detector loses a face for a moment without the person having left, seconds.
_LONGEST_GAP = 2.0
_HOLD = 0.6
# A detected box ends at the brow and the cheeks; hair and ears belong in the picture too.
_SIDES, _HAIR, _CHIN = 0.1, 0.35, 0.1
# What lies outside of these percentiles is a nod or an error of the detector.
_USUALLY = (5, 95)

MIN_TURN = 0.8
"""A turn shorter than this is a "yes" or a "hm", seconds."""


@dataclass(frozen=True)
class Person:
    """One person in one shot."""

    id: int
    head: Box
    """Where the head is, with what it moves: a share of the picture."""
    seconds: float
    """How long the face is seen."""
    speech: float = 0.0
    """Seconds that the person speaks."""


def head(face: Box) -> Box:
    """Return a head from the box of its face."""
    return Box(
        x=face.x - _SIDES * face.width,
        y=face.y - _HAIR * face.height,
        width=(1 + 2 * _SIDES) * face.width,
        height=(1 + _HAIR + _CHIN) * face.height,
    )


def people(shot: Span, faces: FaceTracks) -> list[Person]:
    """Return who shows a face in a shot, from the left to the right."""
    seen: dict[int, list[Detection]] = {}
    names = _names(faces.tracks)
    for track in faces.within(shot):
        if track.kind == "face":
            seen.setdefault(names[track.id], []).extend(track.detections)
    spoken = dict.fromkeys(seen, 0.0)
    for name, span in _spoken(shot, faces, names):
        if name in spoken:
            spoken[name] += span.common(shot)
    found = [
        Person(name, _usual([head(d.box) for d in there]), _seconds(there, shot), spoken[name])
        for name, there in seen.items()
    ]
    return sorted(found, key=lambda person: person.head.center[0])


def turns(shot: Span, faces: FaceTracks) -> list[int]:
    """Return who speaks in a shot one after the other; nobody twice in a row, no short word."""
    spoken = _spoken(shot, faces, _names(faces.tracks))
    long = (name for name, span in spoken if span.common(shot) >= MIN_TURN)
    return [name for name, _ in groupby(long)]


def _names(tracks: Iterable[Track]) -> dict[int, int]:
    """Return a number for whose track it is: tracks without a known person stand alone."""
    return {track.id: track.person or -1 - track.id for track in tracks}


def _spoken(shot: Span, faces: FaceTracks, names: dict[int, int]) -> list[tuple[int, Span]]:
    return [
        (names[turn.track], turn.span)
        for turn in sorted(faces.speaking, key=lambda turn: turn.span.start)
        if turn.track in names and turn.span.overlaps(shot)
    ]


def _seconds(found: Sequence[Detection], shot: Span) -> float:
    """Return how long a face is there, given when it was detected."""
    times = sorted(detection.at for detection in found)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    there = sum(gap if gap <= _LONGEST_GAP else 2 * _HOLD for gap in gaps)
    return min(shot.duration, there + 2 * _HOLD)


def _usual(boxes: Sequence[Box]) -> Box:
    """Return what holds the boxes nearly all the time, inside the picture."""
    sides = np.array([(b.x, b.y, b.x + b.width, b.y + b.height) for b in boxes])
    low, high = np.clip(np.percentile(sides, _USUALLY, axis=0), 0, 1)
    left, top, right, bottom = float(low[0]), float(low[1]), float(high[2]), float(high[3])
    return Box(x=left, y=top, width=right - left, height=bottom - top)
