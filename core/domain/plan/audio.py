"""How a clip sounds."""

from typing import Literal

from pydantic import Field

from core.domain.artifact import Artifact
from core.domain.base import StrictValue
from core.domain.span import Span


class MusicPlan(StrictValue):
    """Music under everything that is said."""

    file: Artifact
    """A stored sound file. It is repeated when it is shorter than the clip."""
    level: float = Field(default=-18.0, ge=-60, le=0)
    """LU above the speech where nobody speaks; below 0, so quieter."""
    duck: float = Field(default=-12.0, ge=-40, le=0)
    """dB that it becomes quieter while somebody speaks."""


class SoundMark(StrictValue):
    """A sound effect."""

    name: str
    """A name in the catalogue of sounds."""
    at: float = Field(allow_inf_nan=False)
    level: float = Field(default=-12.0, ge=-60, le=0)
    """dB of its full level."""


class Censoring(StrictValue):
    """What must not be heard."""

    spans: tuple[Span, ...] = ()
    """Seconds of the source."""
    way: Literal["bleep", "silence"] = "bleep"


class AudioPlan(StrictValue):
    """Level, cleaning and what is added."""

    loudness: float = Field(default=-14.0, ge=-40, le=-5)
    """Integrated, LUFS (EBU R128)."""
    true_peak: float = Field(default=-1.0, ge=-20, le=0)
    """Highest, dBTP."""
    denoise: str | None = None
    """A name in the catalogue of denoisers; None leaves the sound as it was recorded."""
    crossfade: float = Field(default=0.015, ge=0, le=0.5)
    """Seconds that two spans sound together where they meet."""
    music: MusicPlan | None = None
    sounds: tuple[SoundMark, ...] = ()
    censoring: Censoring = Censoring()
