"""The sentences of a transcript, with the places where a clip may begin and end. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf

from core.domain.transcript import Transcript, Word

# Seconds of air before the first and after the last word. A shorter pause is shared in halves
# with the sentence beside it.
LEAD = 0.15
TAIL = 0.2
# Seconds. A cut of the picture that leaves this much air is a better edge than any other point of
# the pause. One that leaves less shows as a flash, which is kept short.
_LEAST_AIR = 0.09
_MOST_AIR = 0.24

# Written without spaces between words.
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "km", "yue"})
# Latin, Arabic and full-width marks, and what may stand behind them.
_QUESTION_MARKS = ("?", "\u061f", "\uff1f")
_STOPS = (".", "!", "\u2026", "\u3002", "\uff01", "\u0964")
_CLOSING = "\"')\u201d\u2019\u00bb\u300d\u300f"
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True)
class Sentence:
    """Words that belong together. All times are seconds of the source."""

    words: tuple[Word, ...]
    start: float
    """When the first word is heard."""
    end: float
    """When the last word has been heard."""
    opens: float
    """Where a clip that starts with this sentence begins: in the pause before it."""
    closes: float
    """Where a clip that stops with this sentence ends: in the pause after it."""
    pause_before: float
    pause_after: float
    text: str

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The words in lower case, without punctuation."""
        return tokens(word.text for word in self.words)

    @property
    def finished(self) -> bool:
        """Does the engine end it with a full stop or the like?"""
        return self.text.rstrip(_CLOSING).endswith((*_QUESTION_MARKS, *_STOPS))

    @property
    def asks(self) -> bool:
        """Does the engine end it with a question mark?"""
        return self.text.rstrip(_CLOSING).endswith(_QUESTION_MARKS)


def sentences(
    transcript: Transcript, cuts: Sequence[float], *, duration: float, longest: float
) -> tuple[Sentence, ...]:
    """Return the sentences, none longer than ``longest`` seconds unless one word is.

    An engine that heard no pause may give an hour as one sentence; such a sentence
    is divided at its longest pauses.
    """
    spoken = [piece for words in _given(transcript, duration) for piece in _pieces(words, longest)]
    # Nobody speaks before the first sentence and after the last: they have all the room.
    ends = [-inf, *(words[-1].end for words in spoken)]
    starts = [*(words[0].start for words in spoken), inf]
    between = "" if transcript.language in _UNSPACED else " "
    return tuple(
        Sentence(
            words=words,
            start=words[0].start,
            end=words[-1].end,
            opens=max(0.0, _opening(ends[number], words[0].start, cuts)),
            closes=min(duration, _closing(words[-1].end, starts[number + 1], cuts)),
            pause_before=words[0].start - max(0.0, ends[number]),
            pause_after=min(duration, starts[number + 1]) - words[-1].end,
            text=" ".join(between.join(word.text for word in words).split()),
        )
        for number, words in enumerate(spoken)
    )


def tokens(texts: Iterator[str]) -> tuple[str, ...]:
    """Return words in lower case, without punctuation at their edges."""
    bare = (_EDGES.sub("", part) for text in texts for part in text.lower().split())
    return tuple(word.replace("\u2019", "'") for word in bare if word)


def _given(transcript: Transcript, duration: float) -> Iterator[tuple[Word, ...]]:
    """Yield the words of each sentence inside the source, in order, none before the last."""
    bounds = sorted({0, *transcript.sentence_ends, len(transcript.words)})
    heard = 0.0
    for first, end in pairwise(bounds):
        inside: list[Word] = []
        for word in transcript.words[first:end]:
            start = min(max(word.start, heard), duration)
            heard = min(max(word.end, start), duration)
            if start < duration and any(c.isalnum() for c in word.text):
                inside.append(word.model_copy(update={"start": start, "end": heard}))
        if inside:
            yield tuple(inside)


def _pieces(words: tuple[Word, ...], longest: float) -> Iterator[tuple[Word, ...]]:
    if len(words) < 2 or words[-1].end - words[0].start + LEAD + TAIL <= longest:
        yield words
        return
    middle = range(max(1, len(words) // 4), max(2, len(words) * 3 // 4 + 1))
    at = max(middle, key=lambda i: (words[i].start - words[i - 1].end, -abs(i - len(words) / 2)))
    yield from _pieces(words[:at], longest)
    yield from _pieces(words[at:], longest)


def _opening(heard: float, start: float, cuts: Sequence[float]) -> float:
    """Return where a clip begins between the word before, ``heard``, and its own first word."""
    middle = (heard + start) / 2
    last = bisect_right(cuts, start) - 1
    if last >= 0 and cuts[last] >= start - _MOST_AIR:
        return max(middle, min(cuts[last], start - _LEAST_AIR))
    return max(middle, start - LEAD)


def _closing(end: float, speaks: float, cuts: Sequence[float]) -> float:
    """Return where a clip ends between its own last word and the word after, ``speaks``."""
    middle = (end + speaks) / 2
    first = bisect_left(cuts, end)
    if first < len(cuts) and cuts[first] <= end + _MOST_AIR:
        return min(middle, max(cuts[first], end + _LEAST_AIR))
    return min(middle, end + TAIL)
