"""What scene detection is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult
from core.domain.part import Part


class DetectScenesRequest(Value):
    workspace: str
    content_hash: str
    part: Part
    proxy: Artifact


class DetectScenesResult(StepResult):
    scenes: Artifact
    """A stored ``core.domain.scenes.Scenes``."""
    count: int

    @property
    def output_key(self) -> str:
        return self.scenes.key


class DetectTask(Value):
    """What the process of this room works on."""

    video: str
    """The path of the proxy."""
    duration: float
    """Seconds of the part."""
    detector: str
    """A name in the catalogue."""
