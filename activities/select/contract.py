"""What selection is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import Ran


class SelectRequest(Value):
    workspace: str
    content_hash: str
    duration: float
    """Seconds of the source."""
    transcript: Artifact
    scenes: Artifact
    sound: Artifact
    max_clips: int
    min_seconds: float
    max_seconds: float


class SelectResult(Value):
    selection: Artifact
    """A stored ``core.domain.clip.Selection``."""
    count: int
    ran: Ran
