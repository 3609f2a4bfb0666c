"""What transcribe is asked and what it answers."""

from typing import Self

from pydantic import model_validator

from core.domain.artifact import Artifact
from core.domain.base import Count, Value
from core.domain.job import StepResult, Tier
from core.domain.part import Part
from core.domain.span import Span


class TranscribeRequest(Value):
    workspace: str
    content_hash: str
    part: Part
    """Which part of the source the sound is; words are told in its own time."""
    audio: Artifact | None
    """16 kHz mono, for as long as the part is seen."""
    tier: Tier = Tier.ACCURATE
    language: str | None = None
    transcriber: str | None = None
    """A name in the catalogue; None tries every one, best first."""
    vocabulary: tuple[str, ...] = ()
    """Names and brands as they are to be written."""
    captions: Artifact | None = None
    """What a person wrote down on the platform, for the whole source: WebVTT, or json3 as
    yt-dlp writes it. Used in place of hearing, unless a transcriber is named."""
    captions_language: str | None = None
    """ISO 639-1; None leaves it to what the file says about itself."""


class TranscribeResult(StepResult):
    transcript: Artifact
    """A stored ``core.domain.transcript.Transcript``."""
    language: str
    words: int

    @property
    def output_key(self) -> str:
        return self.transcript.key


class Told(Value):
    """What is told of a stored ``core.domain.transcript.Transcript``."""

    engine: str
    language: str
    words: Count
    note: str


class AlignRequest(Value):
    """Asks for the times of a text that a person corrected."""

    workspace: str
    content_hash: str
    part: Part
    audio: Artifact | None
    """16 kHz mono, for as long as the part is seen; None leaves it to the lengths of words."""
    transcript: Artifact
    """What was corrected, in the part's own time."""
    text: Artifact
    """All that is said as the person wants it, UTF-8, one sentence a line."""
    language: str | None = None
    """ISO 639-1; None is the language of the transcript."""


class TranscribeTask(Value):
    """What the process of this room works on."""

    audio: str | None
    """The path of the sound; None when the recording has none."""
    duration: float
    """Seconds of the sound."""
    engine: str
    """A name in the catalogue; ``none`` when there is no sound, ``captions`` to read them."""
    tier: Tier = Tier.ACCURATE
    language: str | None
    vocabulary: tuple[str, ...] = ()
    captions: str | None = None
    """The path of the captions."""
    captions_language: str | None = None
    seen: Span | None = None
    """What the sound shows of the source that the captions belong to."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.captions is None) != (self.seen is None):
            raise ValueError("captions come with the part of the source that the sound shows")
        return self


class AlignTask(Value):
    """What the process that aligns works on."""

    audio: str | None
    duration: float
    transcript: str
    """The path of the stored transcript that was corrected."""
    text: str
    """The path of the corrected text."""
    language: str | None
