"""Windows that stand still: around a head, inside an inset, away from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from activities.plan.window import Window
from core.domain.box import Box
from core.domain.plan import CropKey

# A head is best about this high in its panel; hair, shoulders and hands need the rest.
_HEAD = 0.42
# The eyes belong above the middle: so far below the head lies the window's centre.
_HEADROOM = 0.06
# A smaller window would show more of the pixels than of the person.
_SMALLEST = 0.3
_SIZES, _PLACES = 15, 21
# A head needs this much more room than it takes.
_AIR = 1.06
# What it costs to cut somebody in two, to show somebody twice, and to be off the middle by a
# whole window, beside a head that is twice as high as it should be.
_CUT, _TWICE, _OFF = 20.0, 1.0, 1.5
# So far down a picture of somebody before a camera is the head.
_LIKELY = 0.4
# The frame of an inset is not part of it.
_INNER = 0.96


@dataclass(frozen=True)
class Crop:
    """A window in the picture: its centre, 0..1, and its size as in ``CropKey``."""

    x: float
    y: float
    size: float = 1.0

    def box(self, window: Window) -> Box:
        """Return what is seen; ``window`` is the one of size 1."""
        width, height = self.size * window.width, self.size * window.height
        return Box(x=self.x - width / 2, y=self.y - height / 2, width=width, height=height)

    def key(self, at: float) -> CropKey:
        """Return the key that jumps there."""
        return CropKey(at=at, x=round(self.x, 4), y=round(self.y, 4), size=round(self.size, 4))


def around(head: Box, others: Sequence[Box], window: Window) -> Crop | None:
    """Return the best still window around a head; None when none holds it.

    It cuts nobody else in two, if that can be, and rather leaves the others out.
    """
    found = [(_price(crop, head, others, window), crop) for crop in _holding(head, window)]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def inside(inset: Box, head: Box | None, window: Window) -> Crop:
    """Return the largest window inside an inset, with the head in its middle if it can be.

    Where no head was found it is above the middle, as before most cameras.
    """
    size = _INNER * min(inset.width / window.width, inset.height / window.height, 1.0)
    likely = (inset.center[0], inset.y + _LIKELY * inset.height)
    aim = likely if head is None else head.center
    width, height = size * window.width, size * window.height
    return Crop(
        _between(aim[0], inset.x + width / 2, inset.x + inset.width - width / 2),
        _between(aim[1], inset.y + height / 2, inset.y + inset.height - height / 2),
        size,
    )


def away(inset: Box | None, window: Window) -> Crop:
    """Return the middle of the picture, as far to the side as it takes not to cut the inset."""
    if inset is None:
        return Crop(0.5, 0.5)
    half, edges = window.width / 2, (inset.x, inset.x + inset.width)
    sides = [_between(edge + way, half, 1 - half) for edge in edges for way in (-half, half)]
    crops = [Crop(x, 0.5) for x in (0.5, *sides)]
    return min(crops, key=lambda c: (round(_cut(inset, c.box(window)), 6), abs(c.x - 0.5)))


def _holding(head: Box, window: Window) -> Iterator[Crop]:
    """Return the windows of every size and place that hold the whole head."""
    for size in np.linspace(1.0, _SMALLEST, _SIZES):
        width, height = float(size) * window.width, float(size) * window.height
        if head.width * _AIR > width or head.height * _AIR > height:
            return
        low = max(width / 2, head.x + head.width - width / 2)
        high = min(1 - width / 2, head.x + width / 2)
        y = head.center[1] + _HEADROOM * height
        y = _between(y, head.y + head.height - height / 2, head.y + height / 2)
        y = _between(y, height / 2, 1 - height / 2)
        for x in np.linspace(low, high, _PLACES):
            yield Crop(float(x), y, float(size))


def _price(crop: Crop, head: Box, others: Sequence[Box], window: Window) -> float:
    shown = crop.box(window)
    too_large = abs(float(np.log2(head.height / shown.height / _HEAD)))
    off = abs(crop.x - head.center[0]) / shown.width
    cut = sum(_cut(other, shown) for other in others)
    twice = sum(_share(other, shown) for other in others)
    return round(too_large + _OFF * off + _CUT * cut + _TWICE * twice, 6)


def _cut(box: Box, window: Box) -> float:
    """Return how much a box is cut in two, 0..1: not at all when it is wholly in or out."""
    share = _share(box, window)
    return 2 * min(share, 1 - share)


def _share(box: Box, window: Box) -> float:
    """Return how much of a box lies in the window, 0..1."""
    across = min(box.x + box.width, window.x + window.width) - max(box.x, window.x)
    down = min(box.y + box.height, window.y + window.height) - max(box.y, window.y)
    return max(0.0, across) * max(0.0, down) / max(box.area, 1e-9)


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
