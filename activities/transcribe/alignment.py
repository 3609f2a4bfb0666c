"""Give the words of a corrected text their times, from what was heard before."""

from collections.abc import Callable, Sequence

from activities.transcribe.anchors import matched
from activities.transcribe.base import Placed
from activities.transcribe.levels import Levels
from activities.transcribe.spread import seconds_for, spread
from core.domain.span import Span
from core.domain.transcript import Word

# What an aligner is given at once, in seconds: it grows unsure, and slow, with the length.
_LONGEST = 40.0
# Words that did not change on either side tell the aligner where to begin and to end.
_CONTEXT = 2
# Sound around them, in seconds.
_MARGIN = 0.2
# New words between two that touch make their neighbours move, up to this share of brisk speech.
_SQUEEZED = 0.5
# Words added at the start or the end of everything lie at most this many times their need away.
_NEAR = 2.5
_SHORTEST = 0.02
# A time that was only guessed is not believed much.
GUESSED = 0.5

Place = Callable[[Span, Sequence[str]], list[Placed] | None]
"""Returns when words are said, in seconds of the recording, given a stretch that holds them and
nothing else; None when it cannot tell."""


def aligned(
    old: Sequence[Word],
    texts: Sequence[str],
    duration: float,
    *,
    levels: Levels | None = None,
    place: Place | None = None,
) -> tuple[Word, ...]:
    """Return the texts as words with times, in order, apart, inside 0..``duration``.

    Words that did not change keep their times and voices. Between them ``place`` finds the new
    ones; where it cannot they share what sounds there by their length.
    """
    kept: dict[int, int] = {new: was for was, new in matched([word.text for word in old], texts)}
    words: list[Word | None] = [
        old[kept[i]].model_copy(update={"text": text}) if i in kept else None
        for i, text in enumerate(texts)
    ]
    while (first := next((i for i, word in enumerate(words) if word is None), None)) is not None:
        run, span = _room(first, words, texts, duration)
        inside = (word for word in old if span.contains((word.start + word.end) / 2))
        speaker = next((word.speaker for word in inside), None)
        found = place and _placed(span, run, words, texts, place)
        for index, placed in zip(run, found or _guessed(span, texts, run, levels), strict=True):
            words[index] = Word(
                text=texts[index],
                start=placed.span.start,
                end=placed.span.end,
                confidence=placed.confidence,
                speaker=speaker,
            )
    return _apart([word for word in words if word is not None], duration)


def _room(
    first: int, words: list[Word | None], texts: Sequence[str], duration: float
) -> tuple[range, Span]:
    """Return the words from the first one without a time on that share a time, and that time.

    Where it is too short for them, words on both sides lose theirs and make room.
    """
    last = first
    while True:
        while last < len(words) and words[last] is None:
            last += 1
        before = words[first - 1] if first > 0 else None
        after = words[last] if last < len(words) else None
        start = before.end if before else 0.0
        end = after.start if after else duration
        needed = seconds_for(texts[first:last])
        if end - start >= _SQUEEZED * needed or (before is None and after is None):
            break
        first, last = first - (before is not None), last + (after is not None)
        words[first] = words[last - 1] = None
    if before is None and after is not None:
        start = max(start, end - _NEAR * needed)
    if after is None and before is not None:
        end = min(end, start + _NEAR * needed)
    return range(first, last), Span(start=start, end=max(start, end))


def _placed(
    span: Span, run: range, words: Sequence[Word | None], texts: Sequence[str], place: Place
) -> list[Placed] | None:
    """Return what the aligner says about a run, between a few words whose times are known."""
    first, last = run.start, run.stop
    start, end = span.start, span.end
    while first > max(0, run.start - _CONTEXT) and (word := words[first - 1]) is not None:
        first, start = first - 1, word.start
    while last < min(len(words), run.stop + _CONTEXT) and (word := words[last]) is not None:
        last, end = last + 1, word.end
    around = Span(start=max(0.0, start - _MARGIN), end=end + _MARGIN)
    if around.duration > _LONGEST:
        return None
    found = place(around, texts[first:last])
    return found and found[run.start - first : run.stop - first]


def _guessed(span: Span, texts: Sequence[str], run: range, levels: Levels | None) -> list[Placed]:
    times = spread(texts[run.start : run.stop], span, levels)
    return [Placed(span=time, confidence=GUESSED) for time in times]


def _apart(words: Sequence[Word], duration: float) -> tuple[Word, ...]:
    """Return the words so that none overlaps another and all end in time, without losing one."""
    least = min(_SHORTEST, duration / max(1, len(words)))
    spans: list[tuple[float, float]] = []
    at = 0.0
    for word in words:
        start = max(at, word.start)
        at = max(word.end, start + least)
        spans.append((start, at))
    latest = duration
    for index in range(len(spans) - 1, -1, -1):
        start, end = min(spans[index][0], latest - least), min(spans[index][1], latest)
        latest = max(0.0, start)
        spans[index] = latest, end
    return tuple(
        word.model_copy(update={"start": round(start, 3), "end": round(end, 3)})
        for word, (start, end) in zip(words, spans, strict=True)
    )
