"""Words for a moment, taken from what is said in it. Pure."""

import re
from collections import Counter
from functools import cached_property
from math import log, sqrt

from activities.select.marks import is_question
from activities.select.recording import Recording
from activities.select.sentences import Sentence
from core.domain.span import Span

MAX_TITLE = 80
"""Characters."""
MAX_DESCRIPTION = 200
MAX_TAGS = 5


class Wording:
    """Titles, descriptions and tags for moments of one recording."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._cues = recording.cues

    def title(self, span: Span) -> str:
        """Return the most telling sentence as a title of at most ``MAX_TITLE`` characters."""
        inside = self._recording.spoken(span)
        if not inside:
            minutes, seconds = divmod(int(span.start), 60)
            return f"Moment at {minutes}:{seconds:02d}"
        telling = max(inside, key=lambda index: (self._telling(index, inside.start), -index))
        return self._as_title(self._recording.sentences[telling])

    def description(self, span: Span) -> str:
        """Return how the moment begins, in at most ``MAX_DESCRIPTION`` characters."""
        return shortened(self._recording.text(span), MAX_DESCRIPTION)

    def tags(self, span: Span) -> tuple[str, ...]:
        """Return up to ``MAX_TAGS`` words that this moment is about, for hashtags, without ``#``.

        Term frequency times inverse document frequency, a sentence being a document.
        """
        sentences = (self._recording.sentences[index] for index in self._recording.spoken(span))
        counts = Counter(word for sentence in sentences for word in self._telling_words(sentence))
        named = [word for word in counts if word not in self._cues.numbers]
        ranked = sorted(named, key=lambda word: (-counts[word] * self._rarity(word), word))
        return tuple(word.replace("'", "") for word in ranked[:MAX_TAGS])

    def _telling(self, index: int, first: int) -> float:
        sentence = self._recording.sentences[index]
        words, size = self._telling_words(sentence), len(sentence.tokens)
        value = sum(self._rarity(word) for word in words) / sqrt(max(size, 6))
        value += 1.5 * is_question(sentence, self._cues) + 1.0 * (index == first)
        value += 0.5 * min(2, sum(word in self._cues.bold for word in sentence.tokens))
        hanging = self._cues.joining | self._cues.pointing | self._cues.listing
        value -= 1.0 * bool(hanging.intersection(sentence.tokens[:1]))
        value -= 2.0 * (size < 4)
        return value - 1.0 * bool(self._cues.unfinished.intersection(sentence.tokens[-1:]))

    def _telling_words(self, sentence: Sentence) -> list[str]:
        return [
            word
            for word in sentence.tokens
            if word not in self._cues.empty
            and (len(word) > 3 or (len(word) > 1 and not word.isascii()))
            and word.replace("'", "").isalpha()
        ]

    @cached_property
    def _sentences_with(self) -> Counter[str]:
        return Counter(
            word for sentence in self._recording.sentences for word in set(sentence.tokens)
        )

    def _rarity(self, word: str) -> float:
        return log((1 + len(self._recording.sentences)) / (0.5 + self._sentences_with[word]))

    def _as_title(self, sentence: Sentence) -> str:
        words = sentence.text.split()
        bare = [word.strip(".,!?;:-").lower() for word in words]
        skipped = 0
        while skipped < len(words) - 4 and bare[skipped] in self._cues.fillers:
            skipped += 1
        text = " ".join(words[skipped:]).rstrip(".,;:- ")
        if is_question(sentence, self._cues) and not sentence.asks:
            text += "?"
        if self._recording.transcript.language == "en":
            text = re.sub(r"\bi\b", "I", text)
        title = shortened(text, MAX_TITLE, drop=self._cues.unfinished)
        return title[:1].upper() + title[1:]


def shortened(text: str, limit: int, *, drop: frozenset[str] = frozenset()) -> str:
    """Return a text on one line, cut behind a word where it is longer than ``limit`` characters.

    A cut text ends with an ellipsis, and not with a word of ``drop`` before it.
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    if not line[limit - 1].isspace() and " " in head:
        head = head.rpartition(" ")[0]
    words = head.split(" ")
    while len(words) > 1 and words[-1].lower() in drop:
        words.pop()
    return " ".join(words).rstrip(" .,;:-") + "\u2026"
