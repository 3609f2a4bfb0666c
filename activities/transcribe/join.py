"""Put the transcripts of the parts of a recording together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from activities.transcribe.languages import joined as joined_languages
from activities.transcribe.languages import mostly
from activities.transcribe.merge import same
from activities.transcribe.sentences import bounded
from core.domain.part import Part
from core.domain.span import Span
from core.domain.transcript import SpokenLanguage, Transcript, Word

# The first and the last word that a part shows may be the half that was left of it.
_EDGE_SECONDS = 0.5
# Pauses beyond this length are as good as each other; then nearness to the border counts.
_LONG_PAUSE = 1.0


@dataclass(frozen=True)
class _Told:
    """What one part tells, in seconds of the source."""

    part: Part
    words: tuple[Word, ...]
    lasts: frozenset[int]
    """Indexes of the words that end a sentence."""
    languages: tuple[SpokenLanguage, ...]


def joined(parts: Sequence[tuple[Part, Transcript]], duration: float) -> Transcript:
    """Return one transcript of a source of ``duration`` seconds; ``parts`` are in order.

    Neighbours show the same stretch around their border. One of them is followed up to the
    widest pause that both leave there, the other from it on, so that no word is lost and none
    comes twice. The ids of voices mean nothing outside their part and are left out.
    """
    told = [_told(part, transcript) for part, transcript in parts]
    cuts = [_cut(one, other) for one, other in pairwise(told)]
    spans = [Span(start=a, end=b) for a, b in pairwise([0.0, *_rising(cuts), duration])]
    words, ends = _words(told, spans, duration)
    languages = _languages(told, spans) if words else ()
    spoke = [transcript for _, transcript in parts if transcript.words]
    return Transcript(
        engine=_each((one.engine for one in spoke or [one for _, one in parts]), " + "),
        language=mostly(words, languages),
        duration=duration,
        words=words,
        sentence_ends=bounded(words, ends),
        languages=languages,
        note=_each((transcript.note for _, transcript in parts), "; "),
    )


def _told(part: Part, transcript: Transcript) -> _Told:
    by = part.seen.start
    whole = SpokenLanguage(language=transcript.language, span=Span(start=0, end=part.duration))
    languages = transcript.languages or ((whole,) if transcript.language else ())
    return _Told(
        part=part,
        words=tuple(
            word.model_copy(
                update={"start": word.start + by, "end": word.end + by, "speaker": None}
            )
            for word in transcript.words
        ),
        lasts=frozenset(end - 1 for end in transcript.sentence_ends),
        languages=tuple(
            SpokenLanguage(language=one.language, span=one.span.shifted(by)) for one in languages
        ),
    )


def _cut(one: _Told, other: _Told) -> float:
    """Return the time at which the second part takes over."""
    border = one.part.own.end
    start = max(one.part.seen.start, other.part.seen.start)
    end = min(one.part.seen.end, other.part.seen.end)
    if end - start > 4 * _EDGE_SECONDS:
        start, end = start + _EDGE_SECONDS, end - _EDGE_SECONDS
    pauses = list(_pauses([*one.words, *other.words], start, end))
    if not pauses:
        edges = [word.end for word in one.words if start <= word.end <= end]
        return min(edges, key=lambda edge: abs(edge - border), default=border)
    best = max(pauses, key=lambda pause: (min(_LONG_PAUSE, pause.duration), -_far(pause, border)))
    inner = best.duration / 4
    return min(max(border, best.start + inner), best.end - inner)


def _pauses(words: Iterable[Word], start: float, end: float) -> Iterator[Span]:
    """Yield the times between ``start`` and ``end`` in which there is none of the words."""
    at = start
    for word in sorted(words, key=lambda word: word.start):
        if word.start >= end:
            break
        if word.start > at:
            yield Span(start=at, end=word.start)
        at = max(at, word.end)
    if at < end:
        yield Span(start=at, end=end)


def _far(pause: Span, at: float) -> float:
    return max(0.0, pause.start - at, at - pause.end)


def _rising(cuts: Sequence[float]) -> list[float]:
    """Return the cuts in order, which they always are unless margins are longer than parts."""
    found: list[float] = []
    for cut in cuts:
        found.append(max([0.0, *found[-1:], cut]))
    return found


def _words(
    told: Sequence[_Told], spans: Sequence[Span], duration: float
) -> tuple[tuple[Word, ...], list[int]]:
    """Return the words of each part in its span, and the index after each that ends a sentence."""
    kept: list[Word] = []
    ends: list[int] = []
    for one, span in zip(told, spans, strict=True):
        for index, word in enumerate(one.words):
            if not _inside(word, span, duration) or (kept and same(kept[-1], word)):
                continue
            start = max(word.start, kept[-1].end if kept else 0.0)
            end = min(word.end, duration)
            if end <= start:
                continue
            times = {"start": round(start, 3), "end": round(end, 3)}
            kept.append(word.model_copy(update=times))
            if index in one.lasts:
                ends.append(len(kept))
    if kept and ends[-1:] != [len(kept)]:
        ends.append(len(kept))
    return tuple(kept), ends


def _inside(word: Word, span: Span, duration: float) -> bool:
    middle = (word.start + word.end) / 2
    return span.contains(middle) or (span.end == duration and middle >= duration)


def _languages(told: Sequence[_Told], spans: Sequence[Span]) -> tuple[SpokenLanguage, ...]:
    parts = [
        (Span(start=start, end=end), spoken.language)
        for one, span in zip(told, spans, strict=True)
        for spoken in one.languages
        if (start := max(span.start, spoken.span.start)) < (end := min(span.end, spoken.span.end))
    ]
    return joined_languages([span for span, _ in parts], [language for _, language in parts])


def _each(texts: Iterable[str], between: str) -> str:
    """Return every different text once, in order, leaving out empty ones."""
    return between.join(dict.fromkeys(text for text in texts if text))
