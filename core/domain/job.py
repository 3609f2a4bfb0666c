"""Jobs, their states and their steps."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from core.domain.base import StrictValue, Value
from core.domain.clip import TokenUse
from core.domain.plan.output import Format

_MOST_CLIPS = 30


class JobState(StrEnum):
    """Where a job stands. Paused is a flag beside the state."""

    CREATED = "created"
    INGESTING = "ingesting"
    ANALYZING = "analyzing"
    CLIPS_GENERATED = "clips_generated"
    RENDERING = "rendering"
    REVIEW = "review"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self in {JobState.COMPLETED, JobState.CANCELLED}


FINAL = tuple(state.value for state in JobState if state.final)
"""The states of jobs that change no more, as tables hold them."""


class StepName(StrEnum):
    """What a job does, one word per step."""

    INGEST = "ingest"
    PREPARE = "prepare"
    TRANSCRIBE = "transcribe"
    DIARIZE = "diarize"
    SCENE_DETECT = "scene_detect"
    FACE_TRACK = "face_track"
    AUDIO_ANALYZE = "audio_analyze"
    ATTRIBUTE = "attribute"
    TOPICS = "topics"
    CLIP_SELECT = "clip_select"
    PLAN = "plan"
    RENDER = "render"
    THUMBNAIL = "thumbnail"


class StepState(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ClipState(StrEnum):
    PLANNED = "planned"
    RENDERING = "rendering"
    READY = "ready"
    APPROVED = "approved"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SourceKind(StrEnum):
    """How a recording reaches us."""

    FILE = "file"
    """A file that this machine can read."""
    HTTP = "http"
    """A link to a media file."""
    YTDLP = "ytdlp"
    """A page that yt-dlp knows how to read."""
    UPLOAD = "upload"
    """A stored file that somebody sent."""


class Tier(StrEnum):
    """How much a job takes for how good a result."""

    ACCURATE = "accurate"
    """Every frame is looked at, and the most exact engines are tried first."""
    FAST = "fast"
    """Only what changes is looked at, with small models: for talks, and to have a first look."""


class SourceRef(Value):
    """Where the recording of a job comes from."""

    kind: SourceKind
    location: str
    """A path, a link, or the key of an upload."""
    title: str = ""
    """What a person calls it; empty takes what the recording says."""


class JobOptions(StrictValue):
    """What a person may ask of a job."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    max_clips: int = Field(default=5, ge=1, le=_MOST_CLIPS)
    """How many moments, at most."""
    min_seconds: float = Field(default=15.0, ge=3, le=600)
    max_seconds: float = Field(default=90.0, ge=5, le=600)
    language: str | None = Field(default=None, pattern="^[a-z]{2,3}$")
    """ISO 639-1; None lets the engine decide."""
    tier: Tier = Tier.ACCURATE
    transcriber: str | None = None
    """A name in the catalogue; None takes the best that is there."""
    vocabulary: tuple[str, ...] = Field(default=(), max_length=200)
    """Names and brands as they are to be written, for example ``Kubernetes``."""
    speakers: int | None = Field(default=None, ge=1, le=20)
    """How many people speak; None lets the engine decide."""
    prompt: str = Field(default="", max_length=500)
    """What the clips are to be about, in words, for example ``only the parts about pricing``."""
    topics: int | None = Field(default=None, ge=1, le=200)
    """How many topics there are; None lets the text decide."""
    only_analysis: bool = False
    """Find everything out and stop before a clip is chosen."""
    formats: tuple[Format, ...] = Field(default=("9:16",), min_length=1)
    """The shapes of every clip."""
    caption_style: str = "highlight_word"
    layout: str | None = None
    """A name in the catalogue; None follows faces where there are any."""
    auto: bool = True
    """Render without waiting for approval of the chosen moments."""
    review: bool = False
    """Wait for approval of the rendered clips before the job is completed."""

    @field_validator("formats")
    @classmethod
    def _once(cls, formats: tuple[Format, ...]) -> tuple[Format, ...]:
        return tuple(dict.fromkeys(formats))

    @model_validator(mode="after")
    def _few(self) -> Self:
        if self.max_clips * len(self.formats) > _MOST_CLIPS:
            most = _MOST_CLIPS // len(self.formats)
            raise ValueError(
                f"a job makes {_MOST_CLIPS} clips at most: in {len(self.formats)} formats "
                f"of {most} moments"
            )
        return self


class Ran(Value):
    """What really ran when a step was done."""

    engine: str
    worker: str
    attempt: int
    started: float
    """Unix time in seconds."""
    seconds: float
    cached: bool = False
    """True when the result was there already and nothing was computed."""
    note: str = ""
    """What the person should know, for example which engine could not be used."""
    device: Literal["cpu", "gpu"] = "cpu"
    """What it had a place on, whether or not its engine made use of it."""
    used: tuple[TokenUse, ...] = ()
    """What language models took of it, one for each; nothing when it was cached."""


class StepResult(Value):
    """What every step answers: its own references, and the record of what ran."""

    ran: Ran

    @property
    def output_key(self) -> str:
        """The storage key of the main thing that the step made."""
        raise NotImplementedError
