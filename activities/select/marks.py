"""What the words of a recording give away, sentence by sentence. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from activities.select.cues.kinds import Cues
from activities.select.recording import Recording
from activities.select.sentences import Sentence
from activities.select.tally import quoted

# Words that a viewer hears before deciding to stay: about five seconds of speech.
_OPENING = 16
# Words. A shorter question asks back.
_WHOLE_QUESTION = 5
# A sentence goes on about the same thing when it takes up a word of one of these many before it.
_REACH = 3


@dataclass(frozen=True)
class Opening:
    """The first words of a moment."""

    question: bool
    """Is it a question that can be understood alone, and no "You mean this one?"."""
    story: str
    """The phrase that opens a story; empty when none does."""
    filler: bool
    bold: tuple[str, ...]
    """The words of a strong claim."""
    numbers: tuple[str, ...]
    viewer: bool
    """Is the viewer spoken to?"""


class Marks:
    """Counts over the sentences of a recording; a sum over any range takes constant time."""

    COUNTS = ("words", "content", "bold", "contrast", "explaining", "listing", "numbers", "linked")

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._cues = recording.cues
        self._openings: dict[int, Opening] = {}

    @cached_property
    def _questions(self) -> list[int]:
        sentences = self._recording.sentences
        return [i for i, one in enumerate(sentences) if is_question(one, self._cues)]

    def first_question(self, inside: range) -> int | None:
        """Return the index of the first question among a range of sentences."""
        at = bisect_left(self._questions, inside.start)
        found = self._questions[at] if at < len(self._questions) else inside.stop
        return found if found < inside.stop else None

    @cached_property
    def _sums(self) -> dict[str, NDArray[np.float64]]:
        sentences = self._recording.sentences
        rows = [_counts(sentence.tokens, self._cues) for sentence in sentences]
        linked = _linked(self._recording.stems)
        table = np.array([(*row, link) for row, link in zip(rows, linked, strict=True)], float)
        table = table.reshape(-1, len(self.COUNTS))
        summed = np.vstack([np.zeros(len(self.COUNTS)), np.cumsum(table, axis=0)])
        return {name: summed[:, column] for column, name in enumerate(self.COUNTS)}

    def count(self, name: str, inside: range) -> float:
        """Return a sum of ``COUNTS`` over a range of sentences."""
        sums = self._sums[name]
        return float(sums[inside.stop] - sums[inside.start])

    def first(self, name: str, inside: range) -> str:
        """Return the first word that counts for one of ``COUNTS``, in quotation marks."""
        known: frozenset[str] = getattr(self._cues, name)
        said = (word for index in inside for word in self._recording.sentences[index].tokens)
        by_digits = name == "numbers"
        found = (w for w in said if w in known or (by_digits and is_number(w, self._cues)))
        return quoted(next(found, ""))

    def is_linked(self, index: int) -> bool:
        """Does a sentence take up a word of the ones before it?"""
        return self.count("linked", range(index, index + 1)) > 0

    @cached_property
    def usual_rate(self) -> float:
        """The median of spoken words per second; 0 when too little is said to tell."""
        return self._usual("words")

    @cached_property
    def usual_density(self) -> float:
        """The median of words with content per second."""
        return self._usual("content")

    def _usual(self, name: str) -> float:
        rates = [
            self.count(name, range(index, index + 1)) / (sentence.end - sentence.start)
            for index, sentence in enumerate(self._recording.sentences)
            if len(sentence.words) >= 3 and sentence.end - sentence.start >= 0.5
        ]
        return median(rates) if rates else 0.0

    @cached_property
    def punctuated(self) -> bool:
        """Does the engine write full stops? Those that listen without grammar do not."""
        sentences = self._recording.sentences
        return sum(sentence.finished for sentence in sentences) > 0.3 * len(sentences)

    def opening(self, index: int) -> Opening:
        """Return the first words of a moment that starts with that sentence."""
        if index not in self._openings:
            self._openings[index] = self._read_opening(index)
        return self._openings[index]

    def _asks(self, index: int) -> bool:
        """Does a sentence ask something that needs nothing from before?"""
        asks = self.first_question(range(index, index + 1)) is not None
        return asks and len(self._recording.sentences[index].tokens) >= _WHOLE_QUESTION

    def _read_opening(self, index: int) -> Opening:
        sentences = self._recording.sentences
        words: list[str] = []
        for sentence in sentences[index : index + 3]:
            words += sentence.tokens
        words = words[:_OPENING]
        first, cues, start = words[:1], self._cues, f" {' '.join(words)} "
        return Opening(
            question=self._asks(index),
            story=next((phrase for phrase in cues.stories if f" {phrase} " in start), ""),
            filler=bool(cues.fillers.intersection(first)),
            bold=tuple(word for word in words if word in cues.bold),
            numbers=tuple(word for word in words if is_number(word, cues)),
            viewer=not cues.second_person.isdisjoint(words),
        )


def is_question(sentence: Sentence, cues: Cues) -> bool:
    """Does it end with a question mark or, where the engine writes none, start like a question?"""
    if sentence.finished:
        return sentence.asks
    words = [word for word in sentence.tokens[:5] if word not in cues.fillers]
    first, following = (*words, "", "")[:2]
    return (
        first in cues.asking
        or (first in cues.asking_before and following in cues.auxiliary)
        or (first in cues.auxiliary and following in cues.persons)
    )


def _counts(tokens: Sequence[str], cues: Cues) -> tuple[int, ...]:
    return (
        len(tokens),
        sum(word not in cues.empty for word in tokens),
        _among(tokens, cues.bold),
        _among(tokens, cues.contrast),
        _among(tokens, cues.explaining),
        _among(tokens, cues.listing),
        sum(is_number(word, cues) for word in tokens),
    )


def _among(tokens: Sequence[str], known: frozenset[str]) -> int:
    return sum(word in known for word in tokens)


def is_number(word: str, cues: Cues) -> bool:
    return word in cues.numbers or any(letter.isdigit() for letter in word)


def _linked(stems: Sequence[frozenset[str]]) -> list[bool]:
    return [
        any(not own.isdisjoint(other) for other in stems[max(0, index - _REACH) : index])
        for index, own in enumerate(stems)
    ]
