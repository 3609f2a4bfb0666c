"""The words of a plan in clip time, cut into phrases that nothing may join."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from activities.render import scripts, vocabulary
from activities.render.base import CardWord
from activities.render.timing import cut_time
from core.domain.plan import CaptionWord, ClipPlan
from core.domain.span import Span
from core.profane import profane

# A pause this long is heard as one: the card before it goes.
_PAUSE_SECONDS = 0.6

# What ends a sentence, in the scripts that the transcribers write.
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", "॥", "։", "។")  # noqa: RUF001
_CLOSING = "\"'”’»)]】」』"  # noqa: RUF001

# A word that is shown later than this after it is said is of no use any more.
_LATE_SECONDS = 0.5

_CONTROLS = frozenset({"Cc", "Zl", "Zp", "Cs"})

# More letters than this are not one word, but a text without spaces.
_LONG_LETTERS = 12

# Parts that follow each other faster than this cannot be told apart.
_FASTEST_SECONDS = 0.03

# No writing system holds so many characters together; whatever does is no writing.
_LONGEST = 48


@dataclass(frozen=True)
class Phrase:
    """Words that may share a card, and the clip time at which the last card must be gone."""

    words: tuple[CardWord, ...]
    until: float


def phrases(plan: ClipPlan) -> list[Phrase]:
    """Return everything that is said in the clip. Words whose middle is cut away vanish.

    Words that must not be read, or are not heard because they are censored, are masked.
    """
    if plan.captions is None:
        return []
    words, captions = plan.captions.words, plan.captions
    unread = profane([word.text for word in words], captions.language) if captions.masked else ()
    said = [_shown(word, plan, masked=number in unread) for number, word in enumerate(words)]
    found: list[Phrase] = []
    before = 0.0
    for span in plan.spans:
        edges = Span(
            start=cut_time(before, plan.output.fps),
            end=cut_time(before + span.duration, plan.output.fps),
        )
        found += _of_span(said, span, before - span.start, edges)
        before += span.duration
    return found


def ends_sentence(text: str) -> bool:
    """Return whether a sentence ends with this word."""
    return text.rstrip(_CLOSING).endswith(_ENDS)


def _shown(word: CaptionWord, plan: ClipPlan, *, masked: bool) -> CaptionWord:
    text = _clean(word.text)
    middle = (word.start + word.end) / 2
    if any(span.contains(middle) for span in plan.audio.censoring.spans):
        text = vocabulary.hidden(text)
    elif masked:
        text = vocabulary.masked(text)
    return word.model_copy(update={"text": text})


def _of_span(words: Iterable[CaptionWord], span: Span, shift: float, edges: Span) -> list[Phrase]:
    """Return the phrases of one span, ``shift`` seconds later; it is shown between the edges."""
    heard = sorted(
        (w for w in words if span.contains((w.start + w.end) / 2) and w.text),
        key=lambda w: (w.start, w.end),
    )
    if not heard:
        return []
    timed = _timed(_whole(heard), shift, edges)
    groups: list[list[CardWord]] = [[timed[0]]]
    for earlier, word in pairwise(timed):
        if _parted(earlier, word):
            groups.append([])
        groups[-1].append(word)
    starts = [*(group[0].start for group in groups[1:]), edges.end]
    return [
        Phrase(tuple(piece for word in g for piece in _pieces(word)), min(until, edges.end))
        for g, until in zip(groups, starts, strict=True)
    ]


def _parted(earlier: CardWord, word: CardWord) -> bool:
    return (
        ends_sentence(earlier.text)
        or word.start - earlier.end >= _PAUSE_SECONDS
        or earlier.speaker != word.speaker
    )


def _whole(heard: Sequence[CaptionWord]) -> list[CaptionWord]:
    """Return the words with those put together that nothing may part.

    Transcribers cut scripts without spaces anywhere: before a vowel sign, or a full stop.
    """
    found: list[CaptionWord] = []
    for word in heard:
        last = found[-1] if found else None
        if last and last.speaker == word.speaker and _goes_on(last.text, word.text):
            joined = {"text": last.text + word.text, "end": max(last.end, word.end)}
            found[-1] = last.model_copy(update=joined)
        else:
            found.append(word)
    return found


def _goes_on(left: str, right: str) -> bool:
    return len(left) < _LONGEST and scripts.inseparable(left, right)


def _timed(heard: Sequence[CaptionWord], shift: float, edges: Span) -> list[CardWord]:
    """Return the words in clip time, in whole hundredths, one after the other.

    Words that a transcriber puts at one and the same time follow each other by a hundredth.
    Where that makes them late, there are more than anybody can say: those are left out.
    """
    heard, starts = _queued(heard, shift, edges)
    nexts = [*starts[1:], edges.end]
    return [
        CardWord(
            text=word.text,
            start=start,
            end=max(start, min(round(word.end + shift, 2), following, edges.end)),
            spaced=index == 0 or scripts.spaced(heard[index - 1].text, word.text),
            speaker=word.speaker,
            emphasis=word.emphasis,
        )
        for index, (word, start, following) in enumerate(zip(heard, starts, nexts, strict=True))
    ]


def _queued(
    heard: Sequence[CaptionWord], shift: float, edges: Span
) -> tuple[list[CaptionWord], list[float]]:
    """Return the words that have a time of their own, and when they start in the clip."""
    kept: list[CaptionWord] = []
    starts: list[float] = []
    for word in heard:
        wanted = max(edges.start, round(word.start + shift, 2))
        at = max(wanted, round(starts[-1] + 0.01, 2)) if starts else wanted
        if at - wanted <= _LATE_SECONDS and (at < edges.end or not starts):
            kept.append(word)
            starts.append(at)
    return kept, starts


def _pieces(word: CardWord) -> list[CardWord]:
    """Return a long text without spaces as its parts, each with its share of the time."""
    if len(scripts.clusters(word.text)) <= _LONG_LETTERS:
        return [word]
    texts = scripts.parts(word.text)
    step = (word.end - word.start) / len(texts)
    if step < _FASTEST_SECONDS:
        return [word]
    times = [round(word.start + step * number, 2) for number in range(len(texts) + 1)]
    return [
        replace(word, text=text, start=start, end=end, spaced=word.spaced and number == 0)
        for number, (text, (start, end)) in enumerate(zip(texts, pairwise(times), strict=True))
    ]


def _clean(text: str) -> str:
    """Return the text on one line, without control characters and marks of direction."""
    kept = (" " if unicodedata.category(c) in _CONTROLS else c for c in text)
    return " ".join("".join(c for c in kept if not _is_mark(c)).split())


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Cf" and not scripts.joins_letters(character)
