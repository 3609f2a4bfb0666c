"""Whose face goes with which voice."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.domain.faces import FaceTracks, Track
from core.domain.span import Span
from core.domain.voices import Voices

# Seconds that a person must have been seen to speak with a voice to be taken for its owner, the
# same for one of several faces of it, and how much more than the next face and the next voice.
_ENOUGH, _ENOUGH_OF_ONE = 3.0, 1.0
_CLEARLY = 1.5
MOVES = 0.6
"""The least share of its usual motion with which a mouth still seems to speak."""
# Looks at a mouth without which nothing is said about its motion.
_LOOKS = 5

Key = int
"""A person: its number, or the number of a track of an unknown person, below 0."""


class Motion:
    """How the mouth of a person moves, and when the person is seen."""

    def __init__(self, tracks: Sequence[Track], seen: Mapping[int, Span]) -> None:
        """``seen`` tells when each track is there."""
        looks = sorted((look.at, look.mouth) for track in tracks for look in track.detections)
        self._at = np.array([at for at, _ in looks])
        self._sums = np.concatenate([[0.0], np.cumsum([mouth for _, mouth in looks])])
        self.seen = tuple((track.id, seen[track.id]) for track in tracks)

    def during(self, spans: Iterable[Span]) -> float | None:
        """Return the mean motion of the mouth, 0..1; None when it was hardly seen."""
        total, looks = 0.0, 0
        for span in spans:
            first, last = np.searchsorted(self._at, (span.start, span.end))
            total += float(self._sums[last] - self._sums[first])
            looks += int(last - first)
        return total / looks if looks >= _LOOKS else None


@dataclass(frozen=True)
class People:
    """The persons of a recording, and which voice each of them has."""

    of_track: Mapping[int, Key]
    motion: Mapping[Key, Motion]
    turns: Mapping[str, Sequence[Span]]
    """When each voice is heard."""
    faces: Mapping[str, Sequence[Key]]
    """The person of each voice whose face is known: more than one number when nobody could tell
    that the person of several scenes is the same."""

    def voice(self, person: Key) -> str | None:
        """Return the voice of a person; None when nobody knows it."""
        return next((voice for voice, keys in self.faces.items() if person in keys), None)

    def usual(self, voice: str) -> float | None:
        """Return how the mouth moves to which a voice belongs, while it is heard."""
        return _usual(self.motion, self.faces.get(voice, ()), self.turns[voice])


def people(faces: FaceTracks, voices: Voices) -> People:
    """Return who is in the picture, with the voices that belong to a face beyond doubt.

    A face and a voice belong together when each is seen and heard with the other more than
    with any other, and long enough. What counts are the seconds in which the face was seen to
    speak while the voice was heard, more when the mouth moves more than it does with others.
    """
    of_track = {t.id: t.person or -1 - t.id for t in faces.tracks if t.kind == "face"}
    tracks: dict[Key, list[Track]] = {}
    for track in faces.tracks:
        if track.id in of_track:
            tracks.setdefault(of_track[track.id], []).append(track)
    seen = _seen(faces)
    motion = {person: Motion(mine, seen) for person, mine in tracks.items()}
    turns: dict[str, list[Span]] = {voice.id: [] for voice in voices.voices}
    for turn in voices.turns:
        turns[turn.voice].append(turn.span)
    evidence = _evidence(faces, of_track, motion, turns)
    return People(of_track, motion, turns, _pairs(evidence, motion, turns))


def _seen(faces: FaceTracks) -> dict[int, Span]:
    """Return when each track is there: after its last look until the next was due.

    Not when another track begins before: where the picture cuts, all that were there end.
    """
    gap = 1 / faces.sample_rate if faces.sample_rate > 0 else 0.0
    starts = sorted(track.span.start for track in faces.tracks)
    found = {}
    for track in faces.tracks:
        later = bisect_right(starts, track.span.end)
        end = min([track.span.end + gap, *starts[later : later + 1]])
        found[track.id] = Span(start=track.span.start, end=end)
    return found


def _evidence(
    faces: FaceTracks,
    of_track: Mapping[int, Key],
    motion: Mapping[Key, Motion],
    turns: Mapping[str, Sequence[Span]],
) -> dict[tuple[str, Key], float]:
    """Return the seconds that speak for each voice and person to belong together."""
    speaking: dict[Key, list[Span]] = {}
    for turn in faces.speaking:
        if turn.track in of_track:
            speaking.setdefault(of_track[turn.track], []).append(turn.span)
    found: dict[tuple[str, Key], float] = {}
    for person, mine in speaking.items():
        both = {voice: _common(mine, spans) for voice, spans in turns.items()}
        usual = motion[person].during(mine)
        for voice, seconds in both.items():
            moved = motion[person].during(turns[voice])
            ratio = moved / usual if moved is not None and usual else 1.0
            found[voice, person] = seconds * min(2.0, ratio) ** 2
    return found


def _pairs(
    evidence: Mapping[tuple[str, Key], float],
    motion: Mapping[Key, Motion],
    turns: Mapping[str, Sequence[Span]],
) -> dict[str, list[Key]]:
    """Return the faces of each voice of which each is the other's best, by far, long enough."""
    found: dict[str, list[Key]] = {}
    for voice, spans in turns.items():
        mine = [(seconds, key) for (v, key), seconds in evidence.items() if v == voice]
        mine = [(seconds, key) for seconds, key in mine if _clear(seconds, voice, key, evidence)]
        taken: list[Key] = []
        rival = 0.0
        for seconds, key in sorted(mine, reverse=True):
            if not taken or _may_be_one(key, taken, motion, spans):
                taken.append(key)
            else:
                rival = max(rival, seconds)
        total = sum(seconds for seconds, key in mine if key in taken)
        if total >= max(_ENOUGH, _CLEARLY * rival):
            found[voice] = taken
    return found


def _clear(
    seconds: float, voice: str, person: Key, evidence: Mapping[tuple[str, Key], float]
) -> bool:
    others = [s for (v, key), s in evidence.items() if key == person and v != voice]
    return seconds >= max(_ENOUGH_OF_ONE, _CLEARLY * max(others, default=0.0))


def _may_be_one(
    person: Key, others: Sequence[Key], motion: Mapping[Key, Motion], heard: Sequence[Span]
) -> bool:
    """Tell whether a face may be of the same person as others, though nobody knows.

    It may not when both are known persons, or seen at the same time, or when its mouth rests
    while the voice is heard.
    """
    for other in others:
        if person > 0 and other > 0:
            return False
        if any(a.common(b) > 0 for _, a in motion[person].seen for _, b in motion[other].seen):
            return False
    usual = _usual(motion, others, heard)
    moved = motion[person].during(heard)
    return moved is not None and usual is not None and moved >= MOVES * usual


def _usual(
    motion: Mapping[Key, Motion], persons: Sequence[Key], spans: Sequence[Span]
) -> float | None:
    moved = [m for person in persons if (m := motion[person].during(spans)) is not None]
    return max(moved, default=None)


def _common(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Return the seconds that two lists of spans in order share."""
    total, first = 0.0, 0
    for span in one:
        while first < len(other) and other[first].end <= span.start:
            first += 1
        at = first
        while at < len(other) and other[at].start < span.end:
            total += span.common(other[at])
            at += 1
    return total
