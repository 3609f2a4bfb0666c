"""Which groups of pictures are worth opening, seen from their key frames alone.

A key frame can be decoded by itself; the pictures up to the next one cost the rest of the
work. Between two key frames that look alike, in a group without a picture that was dear to
encode, nothing happened that a clip could miss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Thumb = NDArray[np.uint8]

# Mean change of a thumb between two key frames, 0..255. Within a shot of somebody who talks,
# grain and a slow zoom included, 5 to 13 were measured; across a cut 50 to 67.
_CHANGE = 18.0
# The same for the one of 16 parts that changed most: 13 to 22, across a cut 90 to 130.
_CHANGE_IN_PART = 32.0
# A picture that is so many times as dear as the usual one of its group shows something new:
# 5 to 7 were measured where nothing happens, 49 at a cut that was not made a key frame.
_SPIKE = 12.0
# Where nothing moves at all the usual picture costs nothing; what matters costs at least this
# share of the key frame.
_DEAR = 0.1


@dataclass(frozen=True, slots=True)
class Group:
    """A key frame and the pictures that follow it up to the next one."""

    start: float
    """Seconds of the source."""
    thumb: Thumb
    """The key frame, small and grey: 36 rows, 64 columns."""
    size: int = 0
    """Bytes of the key frame."""
    sizes: tuple[int, ...] = ()
    """Bytes of each picture that follows."""


def opened(groups: Sequence[Group]) -> list[bool]:
    """Return for each group whether something happens in it."""
    changes = [_changed(one.thumb, other.thumb) for one, other in pairwise(groups)]
    return [
        changed or _spike(group)
        for group, changed in zip(groups, [*changes, False], strict=bool(groups))
    ]


def _changed(before: Thumb, after: Thumb) -> bool:
    change = np.abs(after.astype(np.int16) - before)
    parts = change.reshape(4, change.shape[0] // 4, 4, change.shape[1] // 4).mean(axis=(1, 3))
    return bool(change.mean() >= _CHANGE or parts.max() >= _CHANGE_IN_PART)


def _spike(group: Group) -> bool:
    if not group.sizes:
        return False
    usual = float(np.median(group.sizes))
    return max(group.sizes) >= max(_SPIKE * usual, _DEAR * group.size)
