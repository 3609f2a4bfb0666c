"""What tells how alike sentences are."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""A row for each text. Rows of texts about the same thing point the same way."""


class Embedder(Protocol):
    """Gives sentences a place among all that can be said. Made without arguments."""

    @property
    def engine(self) -> str:
        """What it is, with its model, for the record of the step."""
        ...

    def vectors(self, texts: Sequence[str], report: Callable[[float], None]) -> Vectors:
        """Return a row of length 1 for each text, of zeros for a text without words.

        ``report`` takes how much is done, 0..1.

        Raises:
            EngineUnavailableError: it cannot run here and now, or does not know the language;
                another embedder may.
        """
        ...
