"""How much each sentence looks like the first one of a topic. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from activities.topics.cues import opening

Array = NDArray[np.float64]

# Sentences on each side that are compared. Topics show at different ranges.
_RANGES = (2, 4, 8, 16)

# The weights are rounded coefficients of a logistic regression on the lectures and meetings
# that people divided, for features of unit variance, and for a cue as it is.
_CONTRAST = 0.35
_LENGTH = 0.35
_CUE = 1.0


def openings(texts: Sequence[str], vectors: NDArray[np.float32], weights: Array) -> Array:
    """Return for each sentence the logarithm of the odds that a topic begins with it.

    Only differences between sentences mean something.
    """
    mean = weights @ vectors / weights.sum()
    centred = (vectors - mean) * weights[:, None]
    sums = np.vstack([np.zeros(centred.shape[1]), np.cumsum(centred, 0)])
    contrast = sum(_standard(_contrast(sums, reach)) for reach in _RANGES)
    cues = np.array([opening(text) for text in texts])
    return np.asarray(_CONTRAST * contrast + _LENGTH * _standard(np.log1p(weights)) + _CUE * cues)


def _contrast(sums: Array, reach: int) -> Array:
    """Return -1..1, how unlike the sentences before a place and those after it are."""
    count = len(sums) - 1
    at = np.arange(count)
    before = sums[at] - sums[np.maximum(at - reach, 0)]
    after = sums[np.minimum(at + reach, count)] - sums[at]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return np.asarray(-np.einsum("ij,ij->i", before, after) / np.maximum(lengths, 1e-9))


def _standard(values: Array) -> Array:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9))
