"""How much two texts of a recording mean the same. Pure.

Texts are compared by the cosine of their stems, each weighted by how rare it is in
the recording (term frequency times inverse document frequency, a sentence being a
document). A story that is told a second time in other words shares its rare words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log, sqrt

from activities.select.sentences import tokens
from activities.select.stems import stems

# Fewer distinct stems are too few to tell.
_TELLING = 6


class Likeness:
    """Compares texts of one recording."""

    def __init__(self, sentences: Sequence[frozenset[str]], empty: frozenset[str]) -> None:
        """``sentences`` are the stems of each; ``empty`` words do not count."""
        self._empty = empty
        self._count = len(sentences)
        self._with = Counter(stem for sentence in sentences for stem in sentence)
        self._vector = lru_cache(maxsize=1024)(self._made)

    def rarity(self, stem: str) -> float:
        """Return how much a stem tells: the fewer sentences it is in, the more."""
        return log((1 + self._count) / (0.5 + self._with[stem]))

    def between(self, one: str, other: str) -> float:
        """Return how alike two texts are, 0..1; 0 for texts too short to tell."""
        mine, theirs = self._vector(one), self._vector(other)
        if min(len(mine), len(theirs)) < _TELLING:
            return 0.0
        if len(theirs) < len(mine):
            mine, theirs = theirs, mine
        return min(1.0, sum(weight * theirs.get(stem, 0.0) for stem, weight in mine.items()))

    def _made(self, text: str) -> Mapping[str, float]:
        """Return the weights of the stems of a text, together of length 1."""
        counts = Counter(stems(tokens(iter([text])), self._empty))
        weights = {one: sqrt(times) * self.rarity(one) for one, times in counts.items()}
        kept = {one: weight for one, weight in weights.items() if weight > 0}
        length = sqrt(sum(weight * weight for weight in kept.values()))
        return {one: weight / length for one, weight in kept.items()}
