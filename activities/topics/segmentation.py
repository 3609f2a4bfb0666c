"""Divide sentences into topics, each time where it is best to divide. Pure.

What is gained by a division is judged by the meaning of the sentences, by their words, by
how much the sentence at the border sounds like an opening, and by how even the pieces are.
Costs grow with the sentences and with the depth of the divisions, not with their square.
"""

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from activities.topics.cohesion import Meaning, Vocabulary
from activities.topics.openings import openings
from activities.topics.words import roots, words

Array = NDArray[np.float64]

# A speech within a conversation counts for so many words at most, or it would be a topic of
# its own for its length alone.
_MOST_WORDS = 60

# One word shows its meaning about as clearly as ten show a vocabulary.
_WORD_WEIGHT = 0.1

# The topics' shares of all words follow a Dirichlet distribution with this parameter less 1.
_EVENNESS = 2.0

# Topics that people mark grow more slowly in number than the words do: six to ten in a
# lecture of ten minutes, four to five in a meeting of an hour. This lies between both.
_TOPICS, _GROWTH = 0.35, 1 / 3

Division = tuple[float, int]
"""What it gains, and the first sentence of its second piece."""


class Divisions:
    """Where sentences divide best."""

    def __init__(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        said = [words(text) for text in texts]
        weights = np.array([min(max(1, len(one)), _MOST_WORDS) for one in said], np.float64)
        self._openings = openings(texts, vectors, weights)
        self._meaning = Meaning(vectors, weights)
        self._vocabulary = Vocabulary([roots(text) for text in texts])
        self._said = np.concatenate([[0.0], np.cumsum(weights)])

    def best(self, start: int, end: int) -> Division | None:
        """Return the best division of [start, end), None for a single sentence."""
        if end - start < 2:
            return None
        cuts = slice(start + 1, end)
        before, after = self._said[cuts] - self._said[start], self._said[end] - self._said[cuts]
        evenness = np.log(before) + np.log(after) - np.log((before + after) * self._said[-1])
        gains = (
            self._meaning.gains(start, end)
            + _WORD_WEIGHT * self._vocabulary.gains(start, end)
            + self._openings[cuts]
            + _EVENNESS * evenness
        )
        place = int(gains.argmax())
        return float(gains[place]), start + 1 + place

    def usual_count(self) -> int:
        """Return how many topics people would mark in so many words."""
        return max(1, round(_TOPICS * float(self._said[-1] ** _GROWTH)))


def firsts(
    texts: Sequence[str], vectors: NDArray[np.float32], count: int | None = None
) -> tuple[int, ...]:
    """Return the index of the first sentence of each topic. There must be a sentence.

    With a ``count`` there are that many topics, or one for each sentence where those are
    fewer. Without one, a topic is divided only as long as something is gained.
    """
    divisions = Divisions(texts, vectors)
    wanted = count or divisions.usual_count()
    found = [0]
    waiting = _found(divisions, 0, len(texts))
    while waiting and len(found) < wanted:
        loss, start, end, cut = heapq.heappop(waiting)
        if count is None and loss >= 0:
            break
        found.append(cut)
        for piece in (_found(divisions, start, cut), _found(divisions, cut, end)):
            for division in piece:
                heapq.heappush(waiting, division)
    return tuple(sorted(found))


def _found(divisions: Divisions, start: int, end: int) -> list[tuple[float, int, int, int]]:
    """Return the best division of a piece as the heap holds it, best first."""
    best = divisions.best(start, end)
    return [] if best is None else [(-best[0], start, end, best[1])]
