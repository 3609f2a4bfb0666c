"""Notice where the view jumps between two pictures, so that the pictures between are looked at."""

from collections import deque

import numpy as np

from activities.ingest.groups import Thumb

# Mean change of a thumb from one picture to the next, 0..255. A hand before the camera makes
# 5 to 10, a cut between two views of one room 20 and more.
_JUMP = 15.0
# A camera that swings changes everything again and again; a jump is so many times the usual.
_ABOVE = 3.0
_USUAL = 12


class Jumps:
    """Looks at one small grey picture after the other."""

    def __init__(self) -> None:
        self._before: Thumb | None = None
        self._changes: deque[float] = deque(maxlen=_USUAL)

    def see(self, thumb: Thumb) -> bool:
        """Return whether this picture shows something else than the one before."""
        before, self._before = self._before, thumb
        if before is None:
            return False
        change = float(np.abs(thumb.astype(np.int16) - before).mean())
        usual = float(np.median(self._changes)) if self._changes else 0.0
        self._changes.append(change)
        return change >= max(_JUMP, _ABOVE * usual)
