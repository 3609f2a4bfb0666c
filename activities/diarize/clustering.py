"""Put what sounds alike together, without knowing how many voices there are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Labels = NDArray[np.int64]

# More than any cosine.
_SURE = np.float32(2.0)


def grouped(
    prints: Array,
    *,
    alike: float,
    weights: Sequence[float] | None = None,
    most: int | None = None,
    apart: Sequence[tuple[int, int]] = (),
    together: Sequence[tuple[int, int]] = (),
) -> Labels:
    """Return a group number for each print; the groups are numbered as they first appear.

    The two groups that are most alike become one, again and again, as long as the mean cosine
    of a print of one and a print of the other is ``alike`` at least, and beyond that while
    there are more than ``most`` groups (average linkage: Sokal and Michener, 1958). ``prints``
    have length 1 or 0; ``weights`` tell how much each counts. Prints ``together`` come into one
    group however they sound, unless they are ``apart``, which never do. Memory and time grow
    with the square of the number of prints.
    """
    count = len(prints)
    weight = np.ones(count) if weights is None else np.asarray(weights, np.float64)
    total = prints * weight[:, None]
    likeness = prints.astype(np.float32) @ prints.T.astype(np.float32)
    for pairs, value in ((together, _SURE), (apart, -np.inf)):
        for one, other in pairs:
            likeness[one, other] = likeness[other, one] = value
    np.fill_diagonal(likeness, -np.inf)
    group = np.arange(count)
    nearest = likeness.argmax(axis=1) if count else group
    best = likeness[group, nearest]
    left = count
    while left > 1:
        one = int(best.argmax())
        if best[one] == -np.inf or (
            best[one] < min(alike, _SURE) and (most is None or left <= most)
        ):
            break
        other = int(nearest[one])
        group[group == other] = one
        total[one] += total[other]
        weight[one] += weight[other]
        _join(likeness, total, weight, one, other)
        stale = np.flatnonzero((nearest == one) | (nearest == other))
        for row in (one, other, *stale):
            nearest[row] = likeness[row].argmax()
            best[row] = likeness[row, nearest[row]]
        closer = likeness[:, one] > best
        nearest[closer], best[closer] = one, likeness[closer, one]
        left -= 1
    return renumbered(group)


def _join(
    likeness: Array, total: NDArray[np.float64], weight: NDArray[np.float64], one: int, other: int
) -> None:
    """Make one row of two: the mean cosine of all pairs follows from the sums of the prints."""
    higher = np.maximum(likeness[one], likeness[other])
    lower = np.minimum(likeness[one], likeness[other])
    row = (total @ total[one]) / (weight * weight[one])
    row[higher == _SURE] = _SURE
    row[lower == -np.inf] = -np.inf
    likeness[one], likeness[:, one] = row, row
    likeness[other], likeness[:, other] = -np.inf, -np.inf


def renumbered(labels: NDArray[np.int64]) -> Labels:
    """Return the same groups with numbers from 0 on, in the order of their first members."""
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[group.reshape(-1)]


def centres(prints: Array, labels: Labels) -> Array:
    """Return for each group the direction of its mean, of length 1. Labels below 0 are in none."""
    count = int(labels.max(initial=-1)) + 1
    total = np.zeros((count, prints.shape[1]), np.float64)
    np.add.at(total, labels[labels >= 0], prints[labels >= 0])
    length = np.linalg.norm(total, axis=1, keepdims=True)
    found: Array = (total / np.maximum(length, 1e-9)).astype(np.float32)
    return found
