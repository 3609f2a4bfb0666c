"""Which frames of the source become which frames of the clip.

A clip has a constant frame rate. Its frames are counted over all spans together,
so that rounding never adds up: picture and sound are at most half a frame apart.
"""

import math
from dataclasses import dataclass

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

    def frame(self, at: float, fps: int) -> int:
        """Return the number in the clip of the frame that shows a time of the source."""
        return self.first + nearest((at - self.start) * fps)


@dataclass(frozen=True)
class Reading:
    """Pieces that are decoded in one go, in seconds of the source."""

    seek: float
    pieces: tuple[Piece, ...]

    @property
    def start(self) -> float:
        """Return the source time of the first frame that is used."""
        return self.pieces[0].start

    def ranges(self, fps: int) -> list[tuple[int, int]]:
        """Return the first and last frame of each piece, counted from ``start``."""
        firsts = [nearest((piece.start - self.start) * fps) for piece in self.pieces]
        return [(n, n + p.frames - 1) for n, p in zip(firsts, self.pieces, strict=True)]


def nearest(value: float) -> int:
    """Round half up, as ffmpeg's fps filter does; a millionth forgives binary fractions."""
    return math.floor(value + 0.5 + 1e-6)


def pieces(plan: ClipPlan) -> list[Piece]:
    """Return the spans on the grid. A span too short for a frame is left out."""
    fps, before, found = plan.output.fps, 0.0, []
    for span in plan.spans:
        first = nearest(before * fps)
        frames = nearest((before + span.duration) * fps) - first
        if frames > 0:
            found.append(Piece(span, first, frames, span.start + first / fps - before))
        before += span.duration
    return found


def frame_count(plan: ClipPlan) -> int:
    """Return how many frames the clip has."""
    return nearest(plan.duration * plan.output.fps)


def cut_time(at: float, fps: int) -> float:
    """Return when the frame is shown on which a cut at a time of the clip falls.

    In whole hundredths, rounded down: the frame before is never later than that.
    """
    return math.floor(nearest(at * fps) / fps * 100 + 1e-6) / 100


def readings(found: list[Piece]) -> list[Reading]:
    """Return what to decode, in the order of the clip, with as few seeks as are worth it."""
    groups: list[list[Piece]] = []
    for piece in found:
        if groups and -1e-6 <= piece.span.start - groups[-1][-1].span.end <= _GAP_SECONDS:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [Reading(_seek(group[0].start), tuple(group)) for group in groups]


def _seek(start: float) -> float:
    return max(0.0, math.floor((start - _MARGIN_SECONDS) * 1000) / 1000)
