"""What one look at the picture saw."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Found


@dataclass(frozen=True, slots=True)
class Look:
    """The faces of one picture, and how their mouths moved until the next look."""

    at: float
    """Seconds."""
    cut: bool
    """True when this is the first picture of a scene."""
    found: tuple[Found, ...]
    """Without their points, and with numbers of four digits."""
    times: NDArray[np.float64]
    """When mouths were compared with the picture before, in seconds."""
    motion: NDArray[np.float32]
    """For each face a row, for each of ``times`` a column, 0..1."""
