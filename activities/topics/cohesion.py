"""How much is won by telling two topics apart in a stretch of sentences. Pure."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A word in more than this share of the sentences tells no topic, in whatever language.
_EVERYWHERE = 0.25
_FEW = 20
"""Sentences below which a share says nothing."""

# The pseudo-count of every word in a topic: large ones forgive words that come only once.
_PRIOR = 0.3


class Meaning:
    """The spread of sentence vectors around the mean of their topic.

    The sum of the squared distances, weighted by words, is what clustering by k-means makes
    small; Gklezakos et al., "TreeSeg" (2024), divide transcripts by it.
    """

    def __init__(self, vectors: NDArray[np.float32], weights: Array) -> None:
        self._sums = np.vstack(
            [np.zeros(vectors.shape[1]), np.cumsum(_weighted(vectors, weights), 0)]
        )
        self._squares = np.einsum("ij,ij->i", self._sums, self._sums)
        self._weights = np.concatenate([[0.0], np.cumsum(weights)])

    def gains(self, start: int, end: int) -> Array:
        """Return by how much each division of [start, end) lessens the spread, at least 0.

        The first number is for a second topic that begins with sentence ``start + 1``.
        """
        sums, squares, weights = self._sums, self._squares, self._weights
        cuts = slice(start + 1, end)
        left = squares[cuts] - 2 * (sums[cuts] @ sums[start]) + squares[start]
        right = squares[end] - 2 * (sums[cuts] @ sums[end]) + squares[cuts]
        whole = squares[end] - 2 * float(sums[start] @ sums[end]) + squares[start]
        before, after = weights[cuts] - weights[start], weights[end] - weights[cuts]
        gained = left / before + right / after - whole / (before + after)
        return np.asarray(np.maximum(gained, 0.0))


class Vocabulary:
    """How likely the words of a topic are when each topic has a vocabulary of its own.

    The words of a topic come from a multinomial with a symmetric Dirichlet prior that is
    integrated out: Eisenstein and Barzilay, "Bayesian Unsupervised Topic Segmentation" (2008).
    """

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        common = _common(sentences)
        numbers: dict[str, int] = {}
        kept = [[word for word in words if word not in common] for words in sentences]
        self._words = np.array(
            [numbers.setdefault(word, len(numbers)) for words in kept for word in words], np.int64
        )
        self._firsts = np.concatenate([[0], np.cumsum([len(words) for words in kept])]).astype(int)
        self._size = max(2, len(numbers))

    def gains(self, start: int, end: int) -> Array:
        """Return the log-likelihood that each division of [start, end) wins, in nats."""
        first, last = self._firsts[start], self._firsts[end]
        words = self._words[first:last]
        cuts = self._firsts[start + 1 : end]
        forward, backward = self._likelihoods(words), self._likelihoods(words[::-1])
        return np.asarray(forward[cuts - first] + backward[last - cuts] - forward[-1])

    def _likelihoods(self, words: NDArray[np.int64]) -> Array:
        """Return the log-likelihood of the first 0, 1, 2 … words as one topic."""
        place = np.arange(len(words))
        order = np.argsort(words, kind="stable")
        ordered = words[order]
        begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(words)]
        said_before = np.empty(len(words), np.int64)
        said_before[order] = place - np.maximum.accumulate(np.where(begins, place, 0))
        chances = np.log(_PRIOR + said_before) - np.log(self._size * _PRIOR + place)
        return np.concatenate([[0.0], np.cumsum(chances)])


def _common(sentences: Sequence[Sequence[str]]) -> set[str]:
    if len(sentences) < _FEW:
        return set()
    spread = Counter(word for words in sentences for word in set(words))
    return {word for word, count in spread.items() if count > _EVERYWHERE * len(sentences)}


def _weighted(vectors: NDArray[np.float32], weights: Array) -> Array:
    return np.asarray(vectors.astype(np.float64) * weights[:, None])
