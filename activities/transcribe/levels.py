"""How loud a recording is from moment to moment."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.transcribe.chunks import Samples
from core.domain.span import Span

STEP = 0.01
"""Seconds between two levels."""

QUIET_DB = 10.0
"""Above the floor of a recording; what stays below is no speech."""

_NOTHING_DB = -90.0
# The quietest part that every recording with speech has: pauses between words alone are more.
_FLOOR_PERCENT = 5.0
# Full scale against floor, below which there is sound all along, and no pause to be seen.
_LEAST_RANGE_DB = 15.0


@dataclass(frozen=True)
class Levels:
    """The level of each hundredth of a second, in dB of full scale."""

    db: NDArray[np.float32]

    @property
    def floor(self) -> float:
        """Return the level of the room, in dB; that of the quietest twentieth."""
        return float(np.percentile(self.db, _FLOOR_PERCENT)) if len(self.db) else _NOTHING_DB

    @property
    def seconds(self) -> float:
        return len(self.db) * STEP

    def between(self, start: float, end: float) -> NDArray[np.float32]:
        """Return the levels of a stretch, at least one where the recording reaches."""
        first = max(0, round(start / STEP))
        return self.db[first : max(first + 1, round(end / STEP))]

    def silent(self, span: Span) -> bool:
        """Tell whether nothing can be heard there but the room itself."""
        inside = self.between(span.start, span.end)
        if not len(inside):
            return True
        loudest = float(self.db.max())
        if loudest - self.floor < _LEAST_RANGE_DB:
            return loudest <= _NOTHING_DB + QUIET_DB
        return float(np.percentile(inside, 90)) < self.floor + QUIET_DB


def levels(pieces: Iterable[Samples], rate: int) -> Levels:
    """Return the levels of a recording that comes in pieces, four bytes a hundredth second."""
    step = max(1, round(STEP * rate))
    rest = np.zeros(0, np.float32)
    found = [np.zeros(0, np.float32)]
    for piece in pieces:
        rest = np.concatenate((rest, piece))
        whole = len(rest) - len(rest) % step
        found.append(_db(rest[:whole].reshape(-1, step)))
        rest = rest[whole:]
    if len(rest):
        found.append(_db(rest[None, :]))
    return Levels(np.concatenate(found))


def _db(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    power = np.square(frames, dtype=np.float32).mean(axis=1)
    least = 10 ** (_NOTHING_DB / 10)
    return np.asarray(10 * np.log10(np.maximum(power, least)), np.float32)
