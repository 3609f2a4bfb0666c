"""How the picture of the source fills the picture of the clip."""

from pydantic import Field

from core.domain.base import StrictValue
from core.domain.span import Span


class CropKey(StrictValue):
    """Where the crop stands from a time on, as the centre of its window, 0..1 of the picture."""

    at: float = Field(allow_inf_nan=False)
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    size: float = Field(default=1.0, ge=0.1, le=1)
    """Share of the largest window of the panel's shape that fits into the picture."""
    ease: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """Seconds that the camera takes to get there from the key before; 0 jumps, as at a cut."""


class Panel(StrictValue):
    """What one panel of a layout shows of the source. Without keys it shows the middle."""

    crop: tuple[CropKey, ...] = ()


class Framing(StrictValue):
    """A layout and the camera of each of its panels."""

    name: str = "follow"
    """A name in the catalogue of layouts."""
    panels: tuple[Panel, ...] = ()
    """In the order of the layout; those that are missing show the middle."""

    def crop(self, panel: int) -> tuple[CropKey, ...]:
        """Return the keys of a panel, none when the plan says nothing about it."""
        return self.panels[panel].crop if panel < len(self.panels) else ()


class SceneLayout(Framing):
    """Another layout for a stretch of the source."""

    span: Span


class LayoutPlan(Framing):
    """The layout of the clip."""

    scenes: tuple[SceneLayout, ...] = ()
    """Where it is another one. They do not overlap."""
