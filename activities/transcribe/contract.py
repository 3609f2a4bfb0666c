"""What transcribe is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import Ran


class TranscribeRequest(Value):
    workspace: str
    content_hash: str
    audio: Artifact | None
    duration: float
    """Seconds of the source."""
    language: str | None = None
    transcriber: str | None = None
    """A name in the catalogue; None tries every one, best first."""


class TranscribeResult(Value):
    transcript: Artifact
    """A stored ``core.domain.transcript.Transcript``."""
    language: str
    words: int
    ran: Ran
