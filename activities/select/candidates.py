"""Propose moments: windows over sentences, and over sound and cuts where nobody speaks. Pure.

The times of a clip come from here alone. For n sentences and k lengths the work
is O(n·k), and the number of proposals is bounded for a recording of any length.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

from activities.select.context import Context
from activities.select.recording import Recording
from activities.select.sentences import Sentence
from core.domain.clip import Candidate
from core.domain.span import Span
from core.errors import ConfigurationError

# Clips that a recording gives at least, where it has room for them.
AT_LEAST = 4
# Seconds of a recording for which one of them can be expected.
_SECONDS_FOR_EACH = 120
# A recording of any length gives at most this many sentences at which a clip may start.
_MAX_STARTS = 1500
# From one start, one window is proposed for each of these ranges of length, and the shortest.
_LENGTHS = 4
_MAX_PEAKS = 300
# Seconds. Without speech an edge moves this far to a cut or into a silence.
_SNAP = 3.0
# A moment without speech is shown from this share of its length before its peak.
_BEFORE_PEAK = 0.4
_SILENT_CLIP = 30.0


def propose(recording: Recording, shortest: float, longest: float) -> tuple[Candidate, ...]:
    """Return every moment worth judging, in order of time, numbered from 0.

    Each is ``shortest`` to ``longest`` seconds long and inside the recording. One
    with speech starts and stops between sentences. A recording shorter than
    ``shortest`` gives one moment, the whole of it.

    Raises:
        ConfigurationError: ``shortest`` is longer than ``longest``.
    """
    if shortest > longest:
        raise ConfigurationError(
            f"a clip cannot last at least {shortest:g} s and at most {longest:g} s; "
            "ask for a min_seconds that is not above max_seconds"
        )
    if recording.duration <= 0:
        return ()
    if recording.duration <= shortest:
        spans = {(0.0, recording.duration)}
    else:
        spans = set(_spoken(recording, shortest, longest))
        spans.update(_unspoken(recording, shortest, longest, everywhere=room(spans) < AT_LEAST))
    ordered = sorted(spans)
    return tuple(
        Candidate(id=number, span=span, text=recording.text(span))
        for number, span in enumerate(Span(start=start, end=end) for start, end in ordered)
    )


def workable(recording: Recording, shortest: float, longest: float) -> Recording:
    """Return the recording with sentences short enough for the clips that it has time for.

    Somebody may speak for minutes without a full stop, or every sentence be a little too
    long to be joined with the next. Sentences stay whole wherever whole ones will do.
    """
    wanted = min(AT_LEAST, recording.duration // _SECONDS_FOR_EACH)
    best, most = recording, room(_spoken(recording, shortest, longest))
    for parts in (2, 4, 8, 16):
        if most < wanted:
            finer = replace(recording, longest=shortest / parts)
            if (held := room(_spoken(finer, shortest, longest))) > most:
                best, most = finer, held
    return best


def room(spans: Iterable[tuple[float, float]]) -> int:
    """Return how many of the spans fit side by side without overlap."""
    count, free_from = 0, -inf
    for start, end in sorted(spans, key=lambda span: span[1]):
        if start >= free_from:
            count, free_from = count + 1, end
    return count


def _spoken(recording: Recording, shortest: float, longest: float) -> Iterator[tuple[float, float]]:
    sentences = recording.sentences
    context = Context(recording)
    finality = [_finality(recording, last, context) for last in range(len(sentences))]
    for first in _starts(sentences, recording.duration):
        opens = sentences[first].opens
        ends = list(_ends(sentences, first, longest))
        enough = [last for last in ends if sentences[last].closes - opens >= shortest]
        lengths = {last: sentences[last].closes - opens for last in enough}
        for last in _best_ends(lengths, finality, shortest, longest=longest):
            yield opens, sentences[last].closes
        if len(enough) < len(ends):
            padded = _padded(recording, first, ends[len(ends) - len(enough) - 1], shortest)
            if padded is not None and padded[1] - padded[0] <= longest:
                yield padded


def _starts(sentences: Sequence[Sentence], duration: float) -> list[int]:
    """Return where clips may start: the sentence after the longest pause in each stretch."""
    if len(sentences) <= _MAX_STARTS:
        return list(range(len(sentences)))
    best: dict[int, int] = {}
    for index, sentence in enumerate(sentences):
        stretch = int(sentence.start * _MAX_STARTS / duration)
        known = best.get(stretch)
        if known is None or sentence.pause_before > sentences[known].pause_before:
            best[stretch] = index
    return sorted(best.values())


def _ends(sentences: Sequence[Sentence], first: int, longest: float) -> Iterator[int]:
    for last in range(first, len(sentences)):
        if sentences[last].closes - sentences[first].opens > longest:
            return
        yield last


def _best_ends(
    lengths: Mapping[int, float], finality: Sequence[float], shortest: float, *, longest: float
) -> set[int]:
    """Return the shortest end, and the one that sounds most like an end in each range of length.

    The ranges grow geometrically: 15 and 25 s are different clips, 75 and 85 s hardly.
    """
    chosen = set(list(lengths)[:1])
    step = (longest / shortest) ** (1 / _LENGTHS)
    bounds = [shortest * step**number for number in range(_LENGTHS)]
    ranges: dict[int, list[int]] = {}
    for last, length in lengths.items():
        ranges.setdefault(bisect_right(bounds, length), []).append(last)
    for inside in ranges.values():
        chosen.add(max(inside, key=lambda last: (finality[last], last)))
    return chosen


def _finality(recording: Recording, last: int, context: Context) -> float:
    """Return how much a sentence sounds like the end of something."""
    sentence = recording.sentences[last]
    value = min(sentence.pause_after, 2.0) + (0.5 if sentence.finished else 0.0)
    value += 1.0 if last + 1 in recording.topic_starts else 0.0
    value -= sum(doubt.points for doubt in context.after(last)) / 15
    following = recording.sentences[last + 1].tokens[:1] if _has(recording, last + 1) else ()
    return value - (0.5 if set(following) & recording.cues.joining else 0.0)


def _has(recording: Recording, index: int) -> bool:
    return index < len(recording.sentences)


def _padded(
    recording: Recording, first: int, last: int, shortest: float
) -> tuple[float, float] | None:
    """Return sentences that are too short together, with the silence around them.

    None when the silence does not last to ``shortest``.
    """
    sentences = recording.sentences
    before = sentences[first - 1].closes if first else 0.0
    after = sentences[last + 1].opens if _has(recording, last + 1) else recording.duration
    if after - before < shortest:
        return None
    end = min(after, max(sentences[last].closes, sentences[first].opens + shortest))
    return max(before, min(sentences[first].opens, end - shortest)), end


def _unspoken(
    recording: Recording, shortest: float, longest: float, *, everywhere: bool
) -> Iterator[tuple[float, float]]:
    """Yield windows in which nobody speaks: around what stands out in the sound.

    ``everywhere`` is for a recording whose sentences make too few clips: from cut to cut as well.
    """
    for stretch in _silent_stretches(recording):
        if stretch.duration < shortest:
            continue
        length = min(longest, stretch.duration, max(shortest, _SILENT_CLIP))
        edges = _edges(recording, stretch)
        starts = [
            at - length * _BEFORE_PEAK for at in _standing_out(recording) if stretch.contains(at)
        ]
        if everywhere:
            starts += [
                stretch.start + number * step
                for step in {length, shortest}
                for number in range(int(stretch.duration / step))
            ]
        for start in starts:
            yield _snapped(start, length, stretch, edges=edges, limits=(shortest, longest))


def _silent_stretches(recording: Recording) -> list[Span]:
    ends = [0.0, *(sentence.closes for sentence in recording.sentences)]
    starts = [*(sentence.opens for sentence in recording.sentences), recording.duration]
    return [Span(start=a, end=b) for a, b in zip(ends, starts, strict=True) if a < b]


def _standing_out(recording: Recording) -> list[float]:
    heard = (event.span.start for event in recording.sound.events)
    times = sorted({*heard, *recording.peaks()})
    return times[:: max(1, -(-len(times) // _MAX_PEAKS))]


def _edges(recording: Recording, stretch: Span) -> list[float]:
    quiet = ((silence.start + silence.end) / 2 for silence in recording.sound.silences)
    inside = (at for at in (*recording.cuts, *quiet) if stretch.contains(at))
    return sorted({stretch.start, *inside, stretch.end})


def _snapped(
    start: float,
    length: float,
    stretch: Span,
    *,
    edges: Sequence[float],
    limits: tuple[float, float],
) -> tuple[float, float]:
    """Return a window whose edges moved to cuts or silences, where these allow its length."""
    start = min(max(start, stretch.start), stretch.end - length)
    near = _nearest(edges, start)
    if near <= stretch.end - limits[0]:
        start = near
    end = min(start + length, stretch.end)
    near = _nearest(edges, end)
    return (start, near) if limits[0] <= near - start <= limits[1] else (start, end)


def _nearest(edges: Sequence[float], at: float) -> float:
    """Return the edge within reach of a time, or the time itself."""
    index = bisect_left(edges, at)
    around = [edge for edge in edges[max(0, index - 1) : index + 1] if abs(edge - at) <= _SNAP]
    return min(around, key=lambda edge: abs(edge - at), default=at)
