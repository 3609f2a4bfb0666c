"""Divide speech into steps, and sum up what is heard around each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.sound import RATE

Array = NDArray[np.float32]

# Every third step stands for itself when voices are counted: those between share its sound.
_CLEAR_EVERY = 3


@dataclass(frozen=True)
class Sizes:
    """How speech is divided, in rows of what an engine hears."""

    step: int
    around: int
    """What is heard around a step, at most; it ends where the stretch of speech ends."""
    clear: int
    """Fewer rows around a step say little about a voice."""
    least: int
    """A stretch of fewer rows has no step."""


class Windows(NamedTuple):
    """Steps in order, one row each."""

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    """Seconds that the steps cover."""
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    """What is heard around each step, in rows of all speech."""
    clear: NDArray[np.bool_]
    """Whether a step may tell how many voices there are."""


def windows(spans: Sequence[tuple[int, int]], lengths: Sequence[int], sizes: Sizes) -> Windows:
    """Divide stretches of speech into steps of about the same length.

    ``spans`` are in samples, ``lengths`` how many rows an engine hears in each.
    """
    parts = [_divided(*span, rows, sizes) for span, rows in zip(spans, lengths, strict=True)]
    before = np.cumsum([0, *lengths])[:-1]
    moved = [
        part._replace(first=part.first + offset, last=part.last + offset)
        for part, offset in zip(parts, before, strict=True)
    ]
    return Windows(*(np.concatenate(column) for column in zip(_none(), *moved, strict=True)))


def _divided(start: int, end: int, rows: int, sizes: Sizes) -> Windows:
    if rows < sizes.least:
        return _none()
    count = max(1, round(rows / sizes.step))
    edges = np.linspace(start, end, count + 1) / RATE
    middle = (np.arange(count) + 0.5) * rows / count
    first = np.clip(middle - sizes.around / 2, 0, max(0, rows - sizes.around)).astype(np.int64)
    last = np.minimum(rows, first + sizes.around)
    own = np.arange(count) % _CLEAR_EVERY == count // 2 % _CLEAR_EVERY
    return Windows(edges[:-1], edges[1:], first, last, own & (last - first >= sizes.clear))


def _none() -> Windows:
    nothing = np.zeros(0)
    return Windows(
        nothing,
        nothing,
        nothing.astype(np.int64),
        nothing.astype(np.int64),
        nothing.astype(np.bool_),
    )


def statistics(rows: Array, within: Windows) -> tuple[Array, Array]:
    """Return the mean of the rows around each step, and their standard deviation."""
    nothing = np.zeros((1, rows.shape[1]))
    sums = np.concatenate([nothing, np.cumsum(rows, axis=0, dtype=np.float64)])
    squares = np.concatenate([nothing, np.cumsum(np.square(rows, dtype=np.float64), axis=0)])
    first, last = within.first, within.last
    count = (last - first)[:, None]
    mean = (sums[last] - sums[first]) / np.maximum(count, 1)
    spread = (squares[last] - squares[first] - count * mean**2) / np.maximum(count - 1, 1)
    return mean.astype(np.float32), np.sqrt(np.maximum(spread, 0)).astype(np.float32)
