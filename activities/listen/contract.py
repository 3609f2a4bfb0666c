"""What listening is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult


class ListenRequest(Value):
    workspace: str
    content_hash: str
    audio: Artifact | None
    duration: float
    """Seconds of the source."""


class ListenResult(StepResult):
    sound: Artifact
    """A stored ``core.domain.sound.Sound``."""
    loudness: float | None
    """LUFS; None when there is nothing to hear."""

    @property
    def output_key(self) -> str:
        return self.sound.key


class ListenTask(Value):
    """What the process of this room works on."""

    audio: str | None
    """The path of the sound; None when the recording has none."""
    duration: float
    """Seconds of the source."""
