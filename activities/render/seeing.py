"""What engines that look at the people in a clip must be able to do, and the values they give."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Picture: TypeAlias = "NDArray[np.uint8]"
"""Rows, columns, and blue, green and red, 0..255."""

Mask: TypeAlias = "NDArray[np.float32]"
"""Rows and columns, 0..1."""


class Segmenter(Protocol):
    """One way to see where in a picture people are."""

    def version(self) -> str:
        """Return what must be the same for it to see the same."""
        ...

    def prepare(self, report: Callable[[float], None]) -> None:
        """Load what it needs, which may be fetched; ``report`` is told how far that is, 0..1.

        Raises:
            EngineUnavailableError: it cannot run here and now.
        """
        ...

    def person(self, picture: Picture) -> Mask:
        """Return how likely a pixel belongs to a person, 0..1, in any size of the same frame."""
        ...


class Patch(NamedTuple):
    """A part of a picture that is drawn anew, from a pixel to the right and down."""

    x: int
    y: int
    picture: Picture
    visible: Mask
    """How visible it is, in its size."""


class EyeTurner(Protocol):
    """One way to turn eyes to the camera."""

    def version(self) -> str:
        """Return what must be the same for it to draw the same."""
        ...

    def prepare(self, report: Callable[[float], None]) -> None:
        """Load what it needs, which may be fetched; ``report`` is told how far that is, 0..1.

        Raises:
            EngineUnavailableError: it cannot run here and now.
        """
        ...

    def turned(self, picture: Picture) -> list[Patch]:
        """Return the eyes of the next frame of a clip as they should look; none to leave it."""
        ...
