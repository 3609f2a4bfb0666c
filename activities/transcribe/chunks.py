"""Cut a long recording where nobody speaks, so that any length fits into memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.span import Span

Samples = NDArray[np.float32]

# Short enough to see the gap between two words, long enough to see past one closed consonant.
_STEP_SECONDS = 0.01
_QUIET_SECONDS = 0.3


@dataclass(frozen=True)
class Chunk:
    """A stretch of a recording."""

    start: float
    """Seconds of the recording."""
    samples: Samples
    rate: int

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / self.rate


def chunks(pieces: Iterable[Samples], rate: int, *, target: float, slack: float) -> Iterator[Chunk]:
    """Yield the pieces again as chunks that end where it is quietest.

    Every chunk but the last is ``target`` ± ``slack`` seconds long; the last is shorter than
    ``target`` + ``slack``. Nothing is lost and nothing comes twice.
    """
    longest = int((target + slack) * rate)
    earliest = int((target - slack) * rate)
    waiting: list[Samples] = []
    length = taken = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        while length >= longest:
            joined = np.concatenate(waiting)
            cut = quietest(joined[:longest], rate, earliest=earliest)
            yield Chunk(taken / rate, joined[:cut], rate)
            taken += cut
            length -= cut
            waiting = [joined[cut:]]
    if length:
        yield Chunk(taken / rate, np.concatenate(waiting), rate)


def packed(spans: Iterable[tuple[int, int]], *, longest: int, gap: int) -> list[tuple[int, int]]:
    """Return ordered spans joined to as few as may be.

    Spans are joined over at most ``gap``, and as long as what they become is not longer than
    ``longest``. A span that is longer by itself stays as it is.
    """
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= gap and end - joined[-1][0] <= longest:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def grouped(spans: Iterable[Span], *, longest: float, gap: float) -> list[list[Span]]:
    """Return ordered spans in groups that ``packed`` would join, in seconds."""
    groups: list[list[Span]] = []
    for span in spans:
        last = groups[-1] if groups else None
        if last and span.start - last[-1].end <= gap and span.end - last[0].start <= longest:
            last.append(span)
        else:
            groups.append([span])
    return groups


def quietest(samples: Samples, rate: int, *, earliest: int) -> int:
    """Return the sample from ``earliest`` on around which there is the least sound.

    Of several equally quiet places the one in the middle of the stretch that may be cut.
    """
    step = max(1, int(_STEP_SECONDS * rate))
    first = -(-earliest // step)
    count = len(samples) // step
    if count <= first:
        return min(len(samples), max(earliest, 1))
    energy = np.square(samples[: count * step], dtype=np.float64).reshape(count, step).mean(axis=1)
    width = min(count, round(_QUIET_SECONDS / _STEP_SECONDS))
    around = np.convolve(energy, np.ones(width) / width, mode="same")[first:]
    # A rolling mean leaves dust where it should leave nothing.
    silent = np.flatnonzero(around <= around.min() * (1 + 1e-6) + 1e-12)
    middle = len(around) / 2
    best = int(silent[np.argmin(np.abs(silent - middle))])
    return max(1, (first + best) * step)
