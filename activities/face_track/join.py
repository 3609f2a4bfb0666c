"""Put the faces of the parts of a recording together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from activities.face_track.cast import common
from activities.face_track.contract import Tracked
from activities.face_track.persons import with_persons
from core.domain.faces import Detection, SpeakerTurn, Track, View
from core.domain.part import Part
from core.domain.span import Span

# Seconds around a border in which a track of one part must be found by the other part too.
_AROUND = 2.0
# Boxes of both parts with this share of their union in common show the same face.
_SAME_PLACE = 0.5
# Their looks may differ by so much more than those of one person in two scenes.
_SLACK = 0.15
# Turns that come so soon after each other, in seconds, are one.
_PAUSE = 0.15

Pieces = Iterable[tuple[Part, Tracked]]

Person = tuple[int, int]
"""The number of a part, and of a person in it."""


def joined(pieces: Pieces) -> Tracked:
    """Return what was found in every part as that of one recording, in its time.

    A track that goes on across a border is one, if both parts saw the same face there.
    """
    moved = [(part, _shifted(piece, part.seen.start)) for part, piece in pieces]
    same = max(piece.same for _, piece in moved)
    tracks: list[Track] = []
    persons: list[Person] = []
    alias: dict[Person, Person] = {}
    names: dict[tuple[int, int], int] = {}
    for index, (part, piece) in enumerate(moved):
        earlier = moved[index - 1][1] if index else None
        for track in piece.tracks:
            before = _continued(track, earlier, part.own.start, same) if earlier else None
            number = names.get((index - 1, before.id)) if before else None
            own = tuple(d for d in track.detections if part.own.contains(d.at))
            if number is not None:
                tracks[number] = _longer(tracks[number], own)
                if track.person:
                    alias.setdefault((index, track.person), persons[number])
            elif own:
                number = len(tracks)
                tracks.append(track.model_copy(update={"detections": own}))
                # Tracks that nobody knows are nobody's, each for itself.
                persons.append((index, track.person or -track.id))
            if number is not None:
                names[index, track.id] = number
    order = sorted(range(len(tracks)), key=lambda n: (tracks[n].detections[0].at, n))
    ids = {old: new for new, old in enumerate(order, start=1)}
    numbered = [tracks[old].model_copy(update={"id": ids[old]}) for old in order]
    known = {name: ids[number] for name, number in names.items()}
    first = moved[0][1]
    return Tracked(
        engine=first.engine,
        sample_rate=min(piece.sample_rate for _, piece in moved),
        tracks=with_persons(
            numbered, same, together=[_first(persons[old], alias) for old in order]
        ),
        speaking=_speaking(moved, known),
        views=_views(moved),
        note="; ".join(dict.fromkeys(piece.note for _, piece in moved if piece.note)),
        same=same,
    )


def _first(person: Person, alias: Mapping[Person, Person]) -> Person:
    """Return the person of the earliest part whom tracks across borders show to be the same."""
    while person in alias:
        person = alias[person]
    return person


def _shifted(piece: Tracked, by: float) -> Tracked:
    tracks = tuple(
        track.model_copy(
            update={
                "detections": tuple(replace(d, at=round(d.at + by, 4)) for d in track.detections)
            }
        )
        for track in piece.tracks
    )
    speaking = tuple(
        turn.model_copy(update={"span": turn.span.shifted(by)}) for turn in piece.speaking
    )
    views = tuple(view.model_copy(update={"span": view.span.shifted(by)}) for view in piece.views)
    return piece.model_copy(update={"tracks": tracks, "speaking": speaking, "views": views})


def _continued(track: Track, earlier: Tracked, border: float, same: float) -> Track | None:
    """Return the track of the part before that shows the same face at the border."""
    if not track.span.start < border <= track.span.end + _AROUND:
        return None
    found = [
        (share, -other.id, other)
        for other in earlier.tracks
        if other.kind == track.kind
        and other.span.start < border
        and other.span.end > track.span.start
        and (share := _shared(track, other, border)) >= _SAME_PLACE
        and _alike(track, other, same)
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def _shared(track: Track, other: Track, border: float) -> float:
    """Return how well the boxes of two tracks agree around a border, 0..1."""
    times = np.array([d.at for d in other.detections])
    shares = []
    for detection in track.detections:
        nearest = other.detections[int(np.abs(times - detection.at).argmin())]
        near = abs(detection.at - border) <= _AROUND
        if near and abs(nearest.at - detection.at) <= 0.5:
            shares.append(common(detection.box, nearest.box))
    return float(np.median(shares)) if shares else 0.0


def _alike(track: Track, other: Track, same: float) -> bool:
    if not track.look or not other.look or len(track.look) != len(other.look):
        return True
    return float(np.dot(track.look, other.look)) >= same - _SLACK


def _longer(track: Track, more: Sequence[Detection]) -> Track:
    last = track.detections[-1].at
    later = tuple(d for d in more if d.at > last)
    return track.model_copy(update={"detections": track.detections + later})


def _speaking(moved: Pieces, known: dict[tuple[int, int], int]) -> tuple[SpeakerTurn, ...]:
    """Return the turns of every part inside its own span; one that goes on is one turn."""
    found: list[SpeakerTurn] = []
    for index, (part, piece) in enumerate(moved):
        for turn in piece.speaking:
            span = _cut(turn.span, part.own)
            number = known.get((index, turn.track))
            if span is None or number is None:
                continue
            if found and found[-1].track == number and span.start - found[-1].span.end <= _PAUSE:
                span = Span(start=found.pop().span.start, end=span.end)
            found.append(SpeakerTurn(track=number, span=span))
    return tuple(found)


def _views(moved: Pieces) -> tuple[View, ...]:
    """Return the views of every part inside its own span, end to end; none for cameras only."""
    found: list[View] = []
    for part, piece in moved:
        for view in piece.views or (View(span=part.own, kind="camera"),):
            span = _cut(view.span, part.own)
            if span is None:
                continue
            last = found[-1] if found else None
            if last and (last.kind, bool(last.inset)) == (view.kind, bool(view.inset)):
                span = Span(start=last.span.start, end=span.end)
                found[-1] = last.model_copy(update={"span": span})
            else:
                found.append(view.model_copy(update={"span": span}))
    return () if all(view.kind == "camera" for view in found) else tuple(found)


def _cut(span: Span, own: Span) -> Span | None:
    """Return the part of a span inside another; None when there is none."""
    start, end = max(span.start, own.start), min(span.end, own.end)
    return Span(start=round(start, 4), end=round(end, 4)) if end > start else None
