"""The window that is cut out of the picture."""

from dataclasses import dataclass

from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan

# Up to this ratio of their aspects, cropping loses less than the eye misses.
_ABOUT_THE_SAME = 1.15


@dataclass(frozen=True)
class Window:
    """The largest window of a shape, as shares of the picture, 0..1.

    One side is always 1, so it can move along one axis only.
    """

    width: float
    height: float

    @classmethod
    def of(cls, media: MediaInfo, output: OutputPlan, area: Box | None = None) -> "Window":
        """Return the window in a recording of what fills a clip, or an area of it."""
        source, wanted = media.width / media.height, output.width / output.height
        if area is not None:
            wanted *= area.width / area.height
        if source > wanted:
            return cls(width=wanted / source, height=1.0)
        return cls(width=1.0, height=source / wanted)

    @property
    def sideways(self) -> bool:
        """Does it move from left to right? Otherwise it moves up and down."""
        return self.width < 1.0

    @property
    def size(self) -> float:
        """The side along which it moves."""
        return min(self.width, self.height)

    @property
    def whole(self) -> bool:
        """Does it show about the whole picture?"""
        return self.size * _ABOUT_THE_SAME >= 1.0
