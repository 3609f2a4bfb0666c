"""Pictures and footage that come from elsewhere."""

from typing import Literal, Self

from pydantic import Field, model_validator

from core.domain.artifact import Artifact
from core.domain.base import StrictValue
from core.domain.plan.brand import Colour, Corner
from core.domain.span import Span


class Sticker(StrictValue):
    """A picture that lies on the clip."""

    file: Artifact
    """A stored PNG, JPEG or WebP."""
    span: Span | None = None
    """Seconds of the source; None for the whole clip."""
    x: float = Field(default=0.5, ge=0, le=1)
    """Its middle, 0..1 of the clip's picture from the left."""
    y: float = Field(default=0.3, ge=0, le=1)
    """Its middle, 0..1 of the clip's picture from the top."""
    width: float = Field(default=0.3, ge=0.02, le=1)
    """Share of the clip's width."""
    turn: float = Field(default=0.0, ge=-180, le=180)
    """Degrees clockwise."""
    opacity: float = Field(default=1.0, gt=0, le=1)


class Credit(StrictValue):
    """Whose footage it is, for whoever publishes the clip."""

    author: str = Field(default="", max_length=120)
    source: str = Field(default="", max_length=60)
    """Where it was found, for example ``Pexels``."""
    link: str = Field(default="", max_length=500)


class BRoll(StrictValue):
    """Other footage, shown while the speech goes on. Its own sound is not heard."""

    file: Artifact
    """A stored video. It must be as long as it is shown."""
    span: Span
    """Seconds of the source."""
    skip: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """Seconds of the footage that are left out before what is shown."""
    way: Literal["full", "inset"] = "full"
    """Over the whole picture, or in a corner of it."""
    corner: Corner = "top-right"
    """Of the safe area, for an inset."""
    width: float = Field(default=0.45, ge=0.1, le=1)
    """Of an inset, as a share of the clip's width."""
    credit: Credit | None = None


class GreenScreen(StrictValue):
    """Another background behind whoever speaks."""

    engine: str | None = None
    """A name in the catalogue of person segmenters, which need no green screen; None takes away
    what has the colour of the screen."""
    key: Colour = "#00b140"
    """The colour of a real screen."""
    similarity: float = Field(default=0.14, ge=0.01, le=0.6)
    """How far a colour may be from that of the screen and still be taken away, 0..1."""
    softness: float = Field(default=0.06, ge=0, le=0.5)
    """Over how much more of that distance the picture comes back, 0..1."""
    file: Artifact | None = None
    """A stored picture that stands behind instead: PNG, JPEG or WebP."""
    colour: Colour | None = None
    """What stands behind instead, where there is no picture. Without both it is the background
    itself, blurred."""

    @model_validator(mode="after")
    def _something_behind(self) -> Self:
        if self.engine is None and self.file is None and self.colour is None:
            raise ValueError(
                "a screen would only be blurred; give a file or a colour to stand behind, or an"
                " engine that sees people"
            )
        return self
