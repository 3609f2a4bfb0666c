"""What the picture does besides cutting: fades, darkness, standing still, black bars.

All of it is read off small grey pictures, a few of them for each second.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from activities.scenes.base import Seen
from core.domain.box import Box
from core.domain.span import Span

Grey = NDArray[np.float32]

# Pictures that are looked at for each second: a fade takes a quarter of a second and more.
_PER_SECOND = 8.0
# The brightest hundredth of a black picture is darker than this, 0..255.
_BLACK = 28.0
# A part of the picture, one of 192, that changes by this much has moved, 0..255.
_MOVED = 2.0
_SHORTEST_BLACK, _SHORTEST_STILL = 0.2, 2.0
# Bars narrower than this share of the picture are the edge of a bad transfer.
_THINNEST_BAR = 0.02
# How long a fade from one scene to the next takes, in looks: half a second to two.
_FADE_LOOKS = (4, 8, 16)
# Both ends of a fade differ by so much, and its middle from their mean by no more than the share.
_FADE_CHANGE = 18.0
_FADE_REST = 0.22
# Pictures outside the fade stand as still as this share of its change.
_FADE_OUTSIDE = 0.35


@dataclass(slots=True)
class Watcher:
    """Takes one picture after the other; what it keeps is a few kilobytes a second."""

    times: list[float] = field(default_factory=list)
    _greys: list[NDArray[np.uint8]] = field(default_factory=list)
    _dark: list[bool] = field(default_factory=list)
    _rows: Grey = field(default_factory=lambda: np.zeros(0, np.float32))
    _columns: Grey = field(default_factory=lambda: np.zeros(0, np.float32))

    def see(self, seen: Seen) -> None:
        if self.times and seen.at - self.times[-1] < 1 / _PER_SECOND - 1e-3:
            return
        # Green carries most of what eyes call bright.
        grey = seen.picture[:, :, 1]
        self.times.append(seen.at)
        self._dark.append(bool(np.percentile(grey[::4, ::4], 99) < _BLACK))
        rows, columns = grey.shape
        blocks = grey.reshape(rows // 9, 9, columns // 12, 12).mean(axis=(1, 3))
        self._greys.append(blocks.astype(np.uint8))
        brightest_rows, brightest_columns = (
            np.percentile(grey, 98, axis=axis).astype(np.float32) for axis in (1, 0)
        )
        if not self._dark[-1]:
            self._rows = (
                np.maximum(self._rows, brightest_rows) if len(self._rows) else (brightest_rows)
            )
            self._columns = (
                np.maximum(self._columns, brightest_columns)
                if len(self._columns)
                else brightest_columns
            )

    def black(self, end: float) -> tuple[Span, ...]:
        """Return where there is no picture, up to ``end`` seconds."""
        return _spans(self.times, np.array(self._dark, np.bool_), _SHORTEST_BLACK, end=end)

    def still(self, end: float) -> tuple[Span, ...]:
        """Return where nothing moves, up to ``end`` seconds. Grain does not count."""
        if len(self._greys) < 2:
            return (Span(start=0.0, end=end),) if end > 0 and self._greys else ()
        change = [
            np.abs(after.astype(np.int16) - before).max()
            for before, after in zip(self._greys, self._greys[1:], strict=False)
        ]
        quiet = np.array([*change, change[-1]]) <= _MOVED
        return _spans(self.times, quiet, _SHORTEST_STILL, end=end)

    def picture(self) -> Box | None:
        """Return the part of the picture inside black bars; None when there are none."""
        if not len(self._rows):
            return None
        top, bottom = _inside(self._rows)
        left, right = _inside(self._columns)
        if (top, bottom, left, right) == (0.0, 1.0, 0.0, 1.0):
            return None
        return Box(x=left, y=top, width=right - left, height=bottom - top)

    def fades(self, cuts: list[float]) -> list[Span]:
        """Return where one scene slowly turns into the next, without a cut in between.

        In a fade every picture is a mixture of its two ends, so the middle one is their
        mean; in a pan or a zoom it is not.
        """
        found: list[tuple[float, Span]] = []
        for looks in _FADE_LOOKS:
            found += self._fades(looks, cuts)
        kept: list[Span] = []
        for _, span in sorted(found, key=lambda one: -one[0]):
            if all(not span.common(other) for other in kept):
                kept.append(span)
        return sorted(kept, key=lambda span: span.start)

    def _fades(self, looks: int, cuts: list[float]) -> list[tuple[float, Span]]:
        count = len(self._greys) - 2 * looks
        found = []
        for first in range(looks // 2, count + looks // 2):
            last = first + looks
            span = Span(start=self.times[first], end=self.times[last])
            if span.duration > 1.5 * looks / _PER_SECOND or any(map(span.contains, cuts)):
                continue
            before, middle, after = (
                self._greys[index].astype(np.float32) for index in (first, first + looks // 2, last)
            )
            change = float(np.abs(after - before).mean())
            if change < _FADE_CHANGE:
                continue
            rest = float(np.abs(middle - (before + after) / 2).mean())
            outside = max(
                self._change(first - looks // 2, first), self._change(last, last + looks // 2)
            )
            if rest <= _FADE_REST * change and outside <= _FADE_OUTSIDE * change:
                found.append((change - rest - outside, span))
        return found

    def _change(self, first: int, last: int) -> float:
        before, after = (
            self._greys[min(max(0, index), len(self._greys) - 1)].astype(np.int16)
            for index in (first, last)
        )
        return float(np.abs(after - before).mean())


def _inside(brightest: Grey) -> tuple[float, float]:
    """Return from where to where rows or columns are ever bright, as shares of their number."""
    bright = np.flatnonzero(brightest >= _BLACK)
    count = len(brightest)
    if not len(bright):
        return 0.0, 1.0
    first, last = int(bright[0]) / count, (int(bright[-1]) + 1) / count
    return first if first >= _THINNEST_BAR else 0.0, last if last <= 1 - _THINNEST_BAR else 1.0


def _spans(
    times: list[float], mask: NDArray[np.bool_], shortest: float, *, end: float
) -> tuple[Span, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]])))
    bounds = [*times, end]
    spans = (
        Span(start=round(bounds[first], 3), end=round(max(bounds[first], bounds[last]), 3))
        for first, last in edges.reshape(-1, 2)
    )
    return tuple(span for span in spans if span.duration >= shortest)
