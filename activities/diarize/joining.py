"""Put the voices of the parts of a recording together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from activities.diarize.base import SAME_VOICE
from activities.diarize.clustering import grouped
from activities.diarize.voices import Print, cut, numbered, side_by_side, unit
from core.domain.part import Part
from core.domain.span import Span
from core.domain.voices import Voice, Voices

# Two parts hear the same seconds at their border. Voices that share this much there are one.
_SHARED_SECONDS, _SHARED_PART = 1.5, 0.6


@dataclass(frozen=True)
class _Heard:
    """One voice of one part, in seconds of the source."""

    part: Part
    engine: str
    voice: Voice
    turns: tuple[Span, ...]

    def own(self) -> list[Span]:
        """Return the turns cut to what the part answers for."""
        return _within(self.turns, self.part.own)


def joined(pieces: Sequence[tuple[Part, Voices]], duration: float) -> Voices:
    """Return the voices of a recording from those of its parts, in seconds of the source.

    Voices of different parts are one when they sound alike, or when both parts hear them at
    the same time in the seconds that both see. Two voices of one part stay two.
    """
    heard = [each for part, voices in pieces for each in _heard(part, voices)]
    groups = [str(group) for group in _matched(heard)]
    spoken = [
        (group, turn) for group, each in zip(groups, heard, strict=True) for turn in each.own()
    ]
    named = list(zip(groups, heard, strict=True))
    prints = {group: _middle(each for name, each in named if name == group) for group in groups}
    engine = ", ".join(dict.fromkeys(voices.engine for _, voices in pieces))
    return numbered(spoken, prints, engine=engine, duration=duration)


def _heard(part: Part, voices: Voices) -> list[_Heard]:
    found = []
    for voice in voices.voices:
        turns = [turn.span for turn in voices.turns if turn.voice == voice.id]
        moved = tuple(turn.shifted(part.seen.start) for turn in turns)
        each = _Heard(part, voices.engine, voice, moved)
        if each.own():
            found.append(each)
    return found


def _matched(heard: Sequence[_Heard]) -> list[int]:
    """Return for each voice of a part the number of the voice of the recording."""
    pairs = list(combinations(range(len(heard)), 2))
    groups = grouped(
        side_by_side([(each.engine, each.voice.print) for each in heard]),
        alike=SAME_VOICE,
        weights=[max(1e-3, sum(turn.duration for turn in each.own())) for each in heard],
        apart=[(a, b) for a, b in pairs if heard[a].part.index == heard[b].part.index],
        together=[(a, b) for a, b in pairs if _at_once(heard[a], heard[b])],
    )
    return [int(group) for group in groups]


def _at_once(one: _Heard, other: _Heard) -> bool:
    """Tell whether two parts hear the same voice in the seconds that both see."""
    if abs(one.part.index - other.part.index) != 1:
        return False
    start = max(one.part.seen.start, other.part.seen.start)
    end = min(one.part.seen.end, other.part.seen.end)
    if end <= start:
        return False
    both = Span(start=start, end=end)
    first, second = _within(one.turns, both), _within(other.turns, both)
    shared = sum(a.common(b) for a in first for b in second)
    longer = max(sum(a.duration for a in first), sum(b.duration for b in second))
    return shared >= _SHARED_SECONDS and shared >= _SHARED_PART * longer


def _middle(voices: Iterable[_Heard]) -> Print:
    """Return the middle of the prints of one voice, of the engine that heard most of it."""
    sums: dict[tuple[str, int], NDArray[np.float64]] = {}
    for each in voices:
        if each.voice.print:
            kind = (each.engine, len(each.voice.print))
            weight = sum(turn.duration for turn in each.own())
            sums[kind] = sums.get(kind, np.zeros(kind[1])) + weight * unit(each.voice.print)
    if not sums:
        return ()
    return tuple(max(sums.values(), key=lambda total: float(np.linalg.norm(total))).tolist())


def _within(turns: Iterable[Span], span: Span) -> list[Span]:
    return [inside for turn in turns if (inside := cut(turn, span)) is not None]
