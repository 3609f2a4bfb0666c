"""Rectangles in a picture."""

from pydantic.dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle as shares of the picture, 0..1, from its top left corner.

    There is one for every face several times a second, so it has no room for anything else.
    """

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        return self.width * self.height
