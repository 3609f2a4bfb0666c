"""What transcribe is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult


class TranscribeRequest(Value):
    workspace: str
    content_hash: str
    audio: Artifact | None
    duration: float
    """Seconds of the source."""
    language: str | None = None
    transcriber: str | None = None
    """A name in the catalogue; None tries every one, best first."""


class TranscribeResult(StepResult):
    transcript: Artifact
    """A stored ``core.domain.transcript.Transcript``."""
    language: str
    words: int

    @property
    def output_key(self) -> str:
        return self.transcript.key


class TranscribeTask(Value):
    """What the process of this room works on."""

    audio: str | None
    """The path of the sound; None when the recording has none."""
    duration: float
    """Seconds of the source."""
    engine: str
    """A name in the catalogue; ``none`` when there is no sound."""
    language: str | None
