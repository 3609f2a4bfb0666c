"""The clip plan: the truth of which a video file is a build.

All times of a plan are seconds of the *source*, so that a changed cut needs
no other change; ``ClipPlan.clip_time`` maps them to seconds of the clip.
"""

from typing import Literal

from pydantic import Field

from core.domain.artifact import Artifact
from core.domain.base import StrictValue
from core.domain.media import MediaInfo
from core.domain.span import Span
from core.domain.transcript import Word


class CropKey(StrictValue):
    """Where the crop stands from a time on, as the centre of its window, 0..1 of the picture."""

    at: float
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    ease: float = Field(default=0.0, ge=0)
    """Seconds that the camera takes to get there from the key before; 0 jumps, as at a cut."""


class LayoutPlan(StrictValue):
    """How the picture of the source fills the picture of the clip."""

    name: str = "follow"
    """A name in the catalogue of layouts."""
    crop: tuple[CropKey, ...] = ()


class CaptionPlan(StrictValue):
    """The words that are drawn on the picture."""

    style: str = "highlight_word"
    """A name in the catalogue of caption styles."""
    words: tuple[Word, ...] = ()


class AudioPlan(StrictValue):
    """How the clip sounds."""

    loudness: float = Field(default=-14.0, ge=-40, le=-5)
    """Integrated, LUFS (EBU R128)."""
    true_peak: float = Field(default=-1.0, ge=-20, le=0)
    """Highest, dBTP."""


class OutputPlan(StrictValue):
    """What kind of file comes out."""

    width: int = Field(default=1080, ge=16, le=4320, multiple_of=2)
    height: int = Field(default=1920, ge=16, le=4320, multiple_of=2)
    fps: Literal[30, 60] = 30
    encoder: str = "x264"
    """A name in the catalogue of encoders."""


class ClipPlan(StrictValue):
    """Everything that decides what a clip looks and sounds like."""

    version: Literal[1] = 1
    clip_id: str
    title: str
    source: Artifact
    media: MediaInfo
    spans: tuple[Span, ...] = Field(min_length=1)
    """The parts of the source, in the order in which they are shown."""
    layout: LayoutPlan = LayoutPlan()
    captions: CaptionPlan | None = CaptionPlan()
    audio: AudioPlan = AudioPlan()
    output: OutputPlan = OutputPlan()

    @property
    def duration(self) -> float:
        return sum(span.duration for span in self.spans)

    def clip_time(self, at: float) -> float | None:
        """Return the clip's time for a time of the source; None where it was cut away."""
        before = 0.0
        for span in self.spans:
            if span.start <= at <= span.end:
                return before + at - span.start
            before += span.duration
        return None
