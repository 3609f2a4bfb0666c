"""What scene detection is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import Ran


class DetectScenesRequest(Value):
    workspace: str
    content_hash: str
    proxy: Artifact
    duration: float
    """Seconds of the source."""


class DetectScenesResult(Value):
    scenes: Artifact
    """A stored ``core.domain.scenes.Scenes``."""
    count: int
    ran: Ran
