"""What listening is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult
from core.domain.part import Part


class ListenRequest(Value):
    workspace: str
    content_hash: str
    part: Part
    """Which part of the source the sound is; what is heard is told in its own time."""
    audio: Artifact | None
    """16 kHz mono, for as long as the part is seen; None when the source has no sound."""


class ListenResult(StepResult):
    sound: Artifact
    """A stored ``core.domain.sound.Sound``."""
    loudness: float | None
    """LUFS; None when there is nothing to hear."""

    @property
    def output_key(self) -> str:
        return self.sound.key


class HearBeatsRequest(Value):
    workspace: str
    music: Artifact
    seconds: float
    """How much of it is listened to, from its beginning."""


class HearBeatsResult(Value):
    beats: Artifact
    """Stored ``core.domain.sound.Beats``."""


class Told(Value):
    """What is told of a stored ``core.domain.sound.Sound``."""

    engine: str
    loudness: float | None


class ListenTask(Value):
    """What the process of this room works on."""

    audio: str | None
    """The path of the sound; None when the recording has none."""
    duration: float
    """Seconds of the sound."""
    classifier: str
    """A name in the catalogue."""


class BeatsTask(Value):
    """What the process that looks for the beats of music works on."""

    music: str
    """The path of the file."""
    seconds: float
    """How much of it is listened to, from its beginning."""
