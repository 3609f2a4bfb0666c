"""Which frames of the source become which frames of the clip.

A clip has a constant frame rate. Its frames are counted over all spans together,
so that rounding never adds up: picture and sound are at most half a frame apart.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.domain.plan import ClipPlan
from core.domain.span import Span

# Reading on through a gap this short costs less than seeking and decoding up to the next
# span: people set key frames 2 to 10 seconds apart.
_GAP_SECONDS = 10.0

# Decoders need some packets before the first one that matters: AAC one, open GOPs a few.
_MARGIN_SECONDS = 0.25


@dataclass(frozen=True)
class Piece:
    """A span of the plan on the frame grid of the clip."""

    span: Span
    first: int
    """Number of its first frame in the clip."""
    frames: int
    start: float
    """Source time of its first frame, within half a frame of the span's start."""
    index: int = 0
    """The number of the span in the plan."""

    @property
    def last(self) -> int:
        """Return the number in the clip of the frame after its last."""
        return self.first + self.frames

    def frame(self, at: float, fps: int) -> int:
        """Return the number in the clip of the frame that shows a time of the source."""
        return self.first + nearest((at - self.start) * fps)

    def part(self, first: int, last: int, fps: int) -> "Piece":
        """Return what it shows from a frame of the clip up to, not including, another.

        Outside of the piece that is what the source has before and after the span.
        """
        start = self.start + (first - self.first) / fps
        return replace(self, first=first, frames=last - first, start=start)


@dataclass(frozen=True)
class Reading:
    """Pieces that are decoded in one go, in seconds of the source."""

    seek: float
    """Whole seconds, so that every time base counts from there alike."""
    pieces: tuple[Piece, ...]
    start: float
    """The source time of the first frame that is used; below 0 before the source begins."""

    @property
    def end(self) -> float:
        """Return the source time up to which its pieces reach."""
        return self.pieces[-1].span.end

    def frame(self, part: Piece, fps: int) -> int:
        """Return the first frame of a part of one of the pieces, counted from ``start``."""
        whole = next(piece for piece in self.pieces if piece.index == part.index)
        return nearest((whole.start - self.start) * fps) + part.first - whole.first


def nearest(value: float) -> int:
    """Round half up, as ffmpeg's fps filter does; a millionth forgives binary fractions."""
    return math.floor(value + 0.5 + 1e-6)


def pieces(plan: ClipPlan) -> list[Piece]:
    """Return the spans on the grid. A span too short for a frame is left out."""
    fps, before, found = plan.output.fps, 0.0, []
    for index, span in enumerate(plan.spans):
        first = nearest(before * fps)
        frames = nearest((before + span.duration) * fps) - first
        if frames > 0:
            found.append(Piece(span, first, frames, span.start + first / fps - before, index))
        before += span.duration
    return found


def frame_count(plan: ClipPlan) -> int:
    """Return how many frames the clip has without its outro."""
    return nearest(plan.duration * plan.output.fps)


def whole_frame_count(plan: ClipPlan) -> int:
    """Return how many frames the clip has with its outro."""
    return frame_count(plan) + outro_frames(plan)


def outro_frames(plan: ClipPlan) -> int:
    """Return how many frames the outro has; 0 when the plan has none."""
    if plan.brand is None or plan.brand.outro is None:
        return 0
    return nearest(plan.brand.outro_seconds * plan.output.fps)


def cut_time(at: float, fps: int) -> float:
    """Return when the frame is shown on which a cut at a time of the clip falls.

    In whole hundredths, rounded down: the frame before is never later than that.
    """
    return math.floor(nearest(at * fps) / fps * 100 + 1e-6) / 100


def readings(found: list[Piece], heads: Mapping[int, float] | None = None) -> list[Reading]:
    """Return what to decode, in the order of the clip, with as few seeks as are worth it.

    ``heads`` are the seconds that are used before pieces, by the numbers of their spans.
    """
    groups: list[list[Piece]] = []
    for piece in found:
        if groups and -1e-6 <= piece.span.start - groups[-1][-1].span.end <= _GAP_SECONDS:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_reading(group, heads or {}) for group in groups]


def _reading(group: list[Piece], heads: Mapping[int, float]) -> Reading:
    start = group[0].start - heads.get(group[0].index, 0.0)
    return Reading(max(0, math.floor(start - _MARGIN_SECONDS)), tuple(group), start)
