"""What listening is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import Ran


class ListenRequest(Value):
    workspace: str
    content_hash: str
    audio: Artifact | None
    duration: float
    """Seconds of the source."""


class ListenResult(Value):
    sound: Artifact
    """A stored ``core.domain.sound.Sound``."""
    loudness: float | None
    """LUFS; None when there is nothing to hear."""
    ran: Ran
