"""What finds the cuts of a video."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""108 rows, 192 columns; blue, green and red, 0..255. Other shapes are squeezed into this one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture of the proxy."""

    at: float
    """Seconds since the start of the part."""
    picture: Picture


class SceneDetector(Protocol):
    """Finds where one scene gives way to the next. Made without arguments, for one video."""

    @property
    def engine(self) -> str:
        """What it is, with its version, for the record of the step."""
        ...

    def prepare(self, report: Callable[[float], None]) -> None:
        """Load what ``see`` needs; ``report`` takes how much is done, 0..1.

        Raises:
            EngineUnavailableError: it cannot run here and now; another detector may.
        """
        ...

    def see(self, seen: Seen) -> None:
        """Take the next picture, in order of time. Memory must not grow with their number."""
        ...

    def cuts(self) -> list[float]:
        """Return, after the last picture, the times of the first pictures of new scenes."""
        ...
