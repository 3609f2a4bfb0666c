"""What the words of a recording give away, sentence by sentence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from activities.select.cues import Cues
from activities.select.recording import Recording
from activities.select.sentences import Sentence

# Words that a viewer hears before deciding to stay: about five seconds of speech.
_OPENING = 16
# A sentence goes on about the same thing when it takes up a word of one of these many before it.
_REACH = 3


@dataclass(frozen=True)
class Opening:
    """The first words of a moment."""

    question: bool
    story: bool
    joining: bool
    """The first word carries on what was said before."""
    pointing: bool
    """The first word means something that was named before."""
    filler: bool
    bold: int
    numbers: int
    viewer: int
    """How often the viewer is spoken to."""


class Marks:
    """Counts over the sentences of a recording; a sum over any range takes constant time."""

    COUNTS = ("words", "content", "bold", "contrast", "explaining", "listing", "numbers", "linked")

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._cues = recording.cues
        self._openings: dict[int, Opening] = {}

    @cached_property
    def questions(self) -> NDArray[np.bool_]:
        return np.array([is_question(s, self._cues) for s in self._recording.sentences], bool)

    @cached_property
    def _sums(self) -> dict[str, NDArray[np.float64]]:
        sentences = self._recording.sentences
        rows = [_counts(sentence.tokens, self._cues) for sentence in sentences]
        linked = _linked([_stems(sentence.tokens, self._cues) for sentence in sentences])
        table = np.array([(*row, link) for row, link in zip(rows, linked, strict=True)], float)
        table = table.reshape(-1, len(self.COUNTS))
        summed = np.vstack([np.zeros(len(self.COUNTS)), np.cumsum(table, axis=0)])
        return {name: summed[:, column] for column, name in enumerate(self.COUNTS)}

    def count(self, name: str, inside: range) -> float:
        """Return a sum of ``COUNTS`` over a range of sentences."""
        sums = self._sums[name]
        return float(sums[inside.stop] - sums[inside.start])

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

    def _read_opening(self, index: int) -> Opening:
        sentences = self._recording.sentences
        words: list[str] = []
        for sentence in sentences[index : index + 3]:
            words += sentence.tokens
        words = words[:_OPENING]
        first, cues, start = words[:1], self._cues, " ".join(words)
        return Opening(
            question=bool(self.questions[index]),
            story=any(phrase in start for phrase in cues.stories),
            joining=bool(cues.joining.intersection(first)),
            pointing=bool(cues.pointing.intersection(first)),
            filler=bool(cues.fillers.intersection(first)),
            bold=_among(words, cues.bold),
            numbers=_numbers(words, cues),
            viewer=_among(words, cues.second_person),
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
        _numbers(tokens, cues),
    )


def _among(tokens: Sequence[str], known: frozenset[str]) -> int:
    return sum(word in known for word in tokens)


def _numbers(tokens: Sequence[str], cues: Cues) -> int:
    return sum(word in cues.numbers or any(c.isdigit() for c in word) for word in tokens)


def _stems(tokens: Sequence[str], cues: Cues) -> frozenset[str]:
    """Return the words with content, without most of their endings."""
    return frozenset(word[:6] for word in tokens if len(word) > 3 and word not in cues.empty)


def _linked(stems: Sequence[frozenset[str]]) -> list[bool]:
    return [
        any(not own.isdisjoint(other) for other in stems[max(0, index - _REACH) : index])
        for index, own in enumerate(stems)
    ]
