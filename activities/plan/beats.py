"""Cut on the beat: the joins of a clip move to beats that are near."""

from bisect import bisect_left
from collections.abc import Sequence

from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.domain.transcript import Word

REACH = 0.12
"""Seconds that a cut moves at most. Nobody misses so little of a picture."""

# A span keeps at least so much.
_SHORTEST = 0.3


def on_source_beats(
    plan: ClipPlan, beats: Sequence[float], words: Sequence[Word] = (), *, reach: float = REACH
) -> ClipPlan:
    """Return the plan with its joins on the beats of music that plays in the recording.

    ``beats`` are ascending seconds of the source, as ``Sound.beats``. Both sides of a join
    move to a beat where one is within ``reach``, so that the music goes on in time. Where a
    word of ``words`` would be cut, an edge stays; so do the beginning and the end of the clip.
    """
    spans = list(plan.spans)
    for number in range(1, len(spans)):
        before, after = spans[number - 1], spans[number]
        end = _moved(before.end, beats, reach)
        start = _moved(after.start, beats, reach)
        spans[number - 1] = _kept(
            before, Span(start=before.start, end=max(before.start, end)), words
        )
        spans[number] = _kept(after, Span(start=min(start, after.end), end=after.end), words)
    return plan.model_copy(update={"spans": tuple(spans)})


def on_music_beats(
    plan: ClipPlan, beats: Sequence[float], words: Sequence[Word] = (), *, reach: float = REACH
) -> ClipPlan:
    """Return the plan with its joins on the beats of the music that is laid under the clip.

    ``beats`` are ascending seconds of the clip. The end of the span before a join moves. Where
    a word would be cut, it stays.
    """
    spans, before = list(plan.spans), 0.0
    for number, span in enumerate(spans[:-1]):
        end = span.end + _moved(before + span.duration, beats, reach) - before - span.duration
        end = min(end, plan.media.duration)
        spans[number] = _kept(span, Span(start=span.start, end=max(span.start, end)), words)
        before += spans[number].duration
    return plan.model_copy(update={"spans": tuple(spans)})


def _moved(at: float, beats: Sequence[float], reach: float) -> float:
    """Return the beat next to a time, or the time where none is near."""
    place = bisect_left(beats, at)
    nearest = min(beats[max(0, place - 1) : place + 1], key=lambda b: abs(b - at), default=at)
    return nearest if abs(nearest - at) <= reach else at


def _kept(span: Span, moved: Span, words: Sequence[Word]) -> Span:
    """Return the moved span, or the span as it was where words or too little would be left."""
    if moved.duration < min(_SHORTEST, span.duration):
        return span
    edges = [
        (old, new) for old, new in ((span.start, moved.start), (span.end, moved.end)) if old != new
    ]
    # An edge that moves past the start or the end of a word cuts it, takes it away or adds a
    # part of another.
    crossed = any(
        word.end > min(old, new) and word.start < max(old, new)
        for old, new in edges
        for word in words
    )
    return span if crossed else moved
