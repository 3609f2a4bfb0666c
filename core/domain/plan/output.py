"""What kind of file comes out."""

from typing import Literal

from pydantic import Field

from core.domain.base import StrictValue


class OutputPlan(StrictValue):
    """Size, rate and encoding of the file."""

    width: int = Field(default=1080, ge=16, le=4320, multiple_of=2)
    height: int = Field(default=1920, ge=16, le=4320, multiple_of=2)
    fps: Literal[30, 60] = 30
    encoder: str = "x264"
    """A name in the catalogue of encoders."""
    profile: Literal["draft", "standard", "best"] = "standard"
    """A draft is for looking at, quickly; the best takes several times as long."""
    platform: str | None = None
    """A name in the table of platforms: its safe area and its limits count. None for what
    suits all of them."""
