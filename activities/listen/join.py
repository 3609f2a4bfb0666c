"""Put together what was heard in the parts of a recording."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from activities.listen.levels import FLOOR, STEP
from activities.listen.loudness import SILENT, integrated
from core.domain.part import Part
from core.domain.sound import Sound, SoundEvent
from core.domain.span import Span

_SECOND = 1.0
# Two parts hear the same beat a little apart, seconds; the fastest music has .3 between beats.
_SAME_BEAT = 0.15

Pieces = Sequence[tuple[Part, Sound]]
_Row = Iterable[tuple[Part, Sequence[float]]]


def joined(pieces: Pieces, *, duration: float) -> Sound:
    """Return the sound of the whole recording, in its time.

    The pieces are in the order of their parts, whose own spans cover the duration.
    """
    heard = [(part, sound) for part, sound in pieces if sound.level]
    if not heard:
        return Sound(engine="none", duration=duration, step=STEP)
    steps, seconds = math.ceil(duration / STEP - 1e-6), int(duration + 1e-6)
    momentary = _row(((part, sound.momentary) for part, sound in heard), STEP, steps, SILENT)
    loud = integrated(momentary)
    return Sound(
        engine=" + ".join(dict.fromkeys(sound.engine for _, sound in heard)),
        duration=duration,
        step=STEP,
        level=_told(_row(((part, sound.level) for part, sound in heard), STEP, steps, FLOOR)),
        loudness=None if loud is None else round(loud, 1),
        momentary=_told(momentary),
        short_term=_told(
            _row(((part, sound.short_term) for part, sound in heard), _SECOND, seconds, SILENT)
        ),
        true_peak=max((s.true_peak for _, s in heard if s.true_peak is not None), default=None),
        silences=_spans((part, sound.silences) for part, sound in heard),
        events=_events(heard),
        speech=_spans((part, sound.speech) for part, sound in heard),
        beats=_beats(heard),
    )


def _row(pieces: _Row, step: float, count: int, filler: float) -> NDArray[np.float64]:
    """Return the values of the parts end to end.

    Every value finds its place by its time in the source, so nothing adds up over the parts.
    """
    row = np.full(count, filler, np.float64)
    for part, values in pieces:
        shift = round(part.seen.start / step)
        first, last = (math.ceil(edge / step - 1e-6) for edge in (part.own.start, part.own.end))
        first, last = max(first, shift), min(last, shift + len(values), count)
        row[first:last] = values[first - shift : max(first, last) - shift]
    return row


def _told(row: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(row.tolist())


def _spans(pieces: Iterable[tuple[Part, Sequence[Span]]]) -> tuple[Span, ...]:
    """Return the spans cut to what each part answers for, and whole again across borders."""
    joined: list[Span] = []
    for part, spans in pieces:
        for found in (span.shifted(part.seen.start) for span in spans):
            start, end = max(found.start, part.own.start), min(found.end, part.own.end)
            if start >= end:
                continue
            if joined and start - joined[-1].end <= 1e-6:
                start = joined.pop().start
            joined.append(_span(start, end))
    return tuple(joined)


def _events(pieces: Pieces) -> tuple[SoundEvent, ...]:
    """Return the events whose middle the part answers for; what two parts heard is one."""
    kept: dict[str, list[SoundEvent]] = {}
    for part, sound in pieces:
        for event in sound.events:
            found = event.span.shifted(part.seen.start)
            if not part.own.contains((found.start + found.end) / 2):
                continue
            row = kept.setdefault(event.kind, [])
            moved = event.model_copy(update={"span": _span(found.start, found.end)})
            if row and row[-1].span.end >= found.start:
                moved = _one(row.pop(), moved)
            row.append(moved)
    every = (event for row in kept.values() for event in row)
    return tuple(sorted(every, key=lambda event: (event.span.start, event.kind)))


def _one(first: SoundEvent, second: SoundEvent) -> SoundEvent:
    whole = _span(min(first.span.start, second.span.start), max(first.span.end, second.span.end))
    return SoundEvent(kind=first.kind, span=whole, score=max(first.score, second.score))


def _beats(pieces: Pieces) -> tuple[float, ...]:
    beats: list[float] = []
    for part, sound in pieces:
        for beat in (at + part.seen.start for at in sound.beats):
            if part.own.contains(beat) and (not beats or beat - beats[-1] >= _SAME_BEAT):
                beats.append(round(beat, 3))
    return tuple(beats)


def _span(start: float, end: float) -> Span:
    return Span(start=round(start, 3), end=round(end, 3))
