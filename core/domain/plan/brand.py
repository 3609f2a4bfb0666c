"""What shows whose clip it is."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.domain.artifact import Artifact
from core.domain.base import StrictValue

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
"""Red, green and blue as in CSS, for example ``#ffdd33``."""

Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]


class Logo(StrictValue):
    """A picture in a corner of the safe area."""

    file: Artifact
    """A stored PNG, JPEG or WebP."""
    corner: Corner = "top-right"
    width: float = Field(default=0.16, ge=0.02, le=0.5)
    """Share of the clip's width."""
    opacity: float = Field(default=0.9, gt=0, le=1)


class Watermark(StrictValue):
    """A faint text over the picture."""

    text: str = Field(min_length=1, max_length=60)
    opacity: float = Field(default=0.35, gt=0, le=1)


class BrandPlan(StrictValue):
    """The looks of a brand."""

    colour: Colour | None = None
    """Of what is highlighted: the word that is said, the progress bar, the hook."""
    font: str | None = None
    """A name in the catalogue of fonts; None for the font of the captions."""
    logo: Logo | None = None
    watermark: Watermark | None = None
    outro: Artifact | None = None
    """A stored picture that ends the clip."""
    outro_seconds: float = Field(default=2.0, ge=0.5, le=10)
