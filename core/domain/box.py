"""Rectangles in a picture."""

from core.domain.base import Value


class Box(Value):
    """A rectangle as shares of the picture, 0..1, from its top left corner."""

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
