"""What kind of file comes out."""

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import Field

from core.domain.base import StrictValue

Format = Literal["9:16", "1:1", "4:5", "16:9"]
"""A shape in which platforms show videos: width to height."""

FORMATS: tuple[Format, ...] = get_args(Format)

_SIZES: Mapping[Format, tuple[int, int]] = {
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:5": (1080, 1350),
    "16:9": (1920, 1080),
}


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


def in_format(name: Format) -> OutputPlan:
    """Return the output of a shape, in the size in which platforms show it."""
    width, height = _SIZES[name]
    return OutputPlan(width=width, height=height)
