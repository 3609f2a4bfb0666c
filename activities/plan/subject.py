"""What the camera should show at each moment of a shot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.plan.people import MIN_TURN, head
from activities.plan.window import Window
from core.domain.faces import FaceTracks, SpeakerTurn, Track
from core.domain.span import Span

Floats = NDArray[np.float64]

STEP = 0.1
"""Seconds from one moment to the next."""
NOBODY = -1

# A detector loses a face for a moment without the person having left, seconds.
_HOLD = 0.6
_LONGEST_GAP = 2.0
# The eyes belong above the middle: so far below the face lies the window's centre.
_HEADROOM = 0.1
# What the side of a body counts for beside the side of a face: people are seven heads tall.
_BODY = 0.2
# A face with less than this share of the main face's size and time is background.
_BACKGROUND = 0.3
# Two faces fit when they do nearly all the time, and not edge to edge.
_FITTING_TIME = 0.95
_FITTING_SHARE = 0.94


@dataclass(frozen=True)
class Subject:
    """What is followed through one shot, along the axis on which the window moves.

    Every array has one value a step of 0.1 s; nan where there is nobody.
    """

    start: float
    """Seconds of the source."""
    low: Floats
    high: Floats
    """From where to where the picture must be shown, 0..1."""
    aim: Floats
    """Where the centre of the window would best be, 0..1."""
    who: NDArray[np.int64]
    """The id of the face that is followed, ``NOBODY`` where there is none."""

    def __len__(self) -> int:
        return len(self.low)

    @property
    def present(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.low)

    def part(self, first: int, last: int) -> "Subject":
        """Return the same from one step up to, not including, another."""
        rows = slice(first, last)
        return Subject(
            self.time(first), self.low[rows], self.high[rows], self.aim[rows], self.who[rows]
        )

    def time(self, step: int) -> float:
        """Return when a step begins, in seconds of the source."""
        return self.start + step * STEP


def subject(shot: Span, faces: FaceTracks, window: Window) -> Subject:
    """Choose who is followed: everybody who matters when all fit, else the speaker, else the
    largest and longest face."""
    count = max(1, round(shot.duration / STEP))
    times = np.linspace(shot.start, shot.start + count * STEP, count, endpoint=False)
    near = [track for track in faces.tracks if track.detections and _meets(track, shot)]
    seen = [_Seen.of(track, times, window) for track in near]
    if not seen:
        nothing = np.full(len(times), np.nan)
        return Subject(shot.start, nothing, nothing, nothing, np.full(len(times), NOBODY))
    turns = _turns(faces.speaking, shot, {one.id for one in seen})
    together = _together(seen, turns, window)
    if together is not None:
        return _of_group(shot.start, together, window)
    return _of_one(shot.start, seen, _followed(times, seen, turns), window)


@dataclass(frozen=True)
class _Seen:
    """One face at every step of a shot; nan where it is not there."""

    id: int
    low: Floats
    high: Floats
    weight: float
    """Size times time."""

    @classmethod
    def of(cls, track: Track, times: Floats, window: Window) -> "_Seen":
        found = track.detections
        at = np.array([detection.at for detection in found])
        box = [detection.box for detection in found]
        heads = [head(b) for b in box]
        if window.sideways:
            low, high = [h.x for h in heads], [h.x + h.width for h in heads]
        else:
            low, high = [h.y for h in heads], [h.y + h.height for h in heads]
        there = _there(at, times)
        return cls(
            id=track.id,
            low=np.where(there, np.clip(np.interp(times, at, low), 0, 1), np.nan),
            high=np.where(there, np.clip(np.interp(times, at, high), 0, 1), np.nan),
            weight=float(np.sqrt([b.area for b in box]).mean() * there.sum())
            * (_BODY if track.kind == "body" else 1.0),
        )

    @property
    def present(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.low)


def _meets(track: Track, shot: Span) -> bool:
    return track.detections[0].at < shot.end and track.detections[-1].at >= shot.start


def _there(at: Floats, times: Floats) -> NDArray[np.bool_]:
    """Is the face in the picture at these times, given when it was detected?"""
    after = np.searchsorted(at, times)
    earlier = at[np.maximum(after - 1, 0)]
    later = at[np.minimum(after, len(at) - 1)]
    close = np.minimum(np.abs(times - earlier), np.abs(later - times)) <= _HOLD
    between = (earlier <= times) & (times <= later) & (later - earlier <= _LONGEST_GAP)
    return close | between


def _turns(speaking: Sequence[SpeakerTurn], shot: Span, known: set[int]) -> list[SpeakerTurn]:
    """Return the turns that matter in a shot, in order."""
    turns = [turn for turn in speaking if turn.track in known and turn.span.common(shot) > 0]
    long = [turn for turn in turns if turn.span.common(shot) >= MIN_TURN]
    return sorted(long or turns, key=lambda turn: turn.span.start)


def _together(
    seen: Sequence[_Seen], turns: Sequence[SpeakerTurn], window: Window
) -> list[_Seen] | None:
    """Return the faces that matter if one window shows them all; None if not, or if it is one."""
    heaviest = max(one.weight for one in seen)
    speakers = {turn.track for turn in turns}
    matter = [one for one in seen if one.id in speakers or one.weight >= _BACKGROUND * heaviest]
    if len(matter) < 2:
        return None
    low, high = _hull(matter)
    many = np.sum([one.present for one in matter], axis=0) >= 2
    if not many.any():
        return None
    fitting = (high - low)[many] <= _FITTING_SHARE * window.size
    return matter if fitting.mean() >= _FITTING_TIME else None


def _hull(faces: Sequence[_Seen]) -> tuple[Floats, Floats]:
    low = np.fmin.reduce([one.low for one in faces])
    high = np.fmax.reduce([one.high for one in faces])
    return low, high


def _followed(
    times: Floats, seen: Sequence[_Seen], turns: Sequence[SpeakerTurn]
) -> NDArray[np.int64]:
    """Return for each step the index of the face that is followed, ``NOBODY`` without one.

    A speaker stays followed until another one speaks. While the one who should
    be followed is not in the picture, the heaviest face that is takes the place.
    """
    heavy = sorted(range(len(seen)), key=lambda index: -seen[index].weight)
    index = {one.id: number for number, one in enumerate(seen)}
    wanted = np.full(len(times), index[turns[0].track] if turns else heavy[0])
    for turn in turns:
        wanted[times >= turn.span.start - 1e-9] = index[turn.track]
    present = np.stack([one.present for one in seen])
    answer = np.full(len(times), NOBODY)
    for number in reversed(heavy):
        answer[present[number]] = number
    steps = np.arange(len(times))
    return np.where(present[wanted, steps], wanted, answer)


def _of_one(
    start: float, seen: Sequence[_Seen], followed: NDArray[np.int64], window: Window
) -> Subject:
    steps = np.arange(len(followed))
    nobody = followed == NOBODY
    low = np.where(nobody, np.nan, np.stack([one.low for one in seen])[followed, steps])
    high = np.where(nobody, np.nan, np.stack([one.high for one in seen])[followed, steps])
    ids = np.array([one.id for one in seen])
    return Subject(
        start, low, high, _aim(low, high, window), np.where(nobody, NOBODY, ids[followed])
    )


def _of_group(start: float, faces: Sequence[_Seen], window: Window) -> Subject:
    low, high = _hull(faces)
    who = np.where(np.isnan(low), NOBODY, faces[0].id)
    return Subject(start, low, high, _aim(low, high, window), who)


def _aim(low: Floats, high: Floats, window: Window) -> Floats:
    room = 0.0 if window.sideways else _HEADROOM * window.height
    aim: Floats = np.clip((low + high) / 2 + room, window.size / 2, 1 - window.size / 2)
    return aim
