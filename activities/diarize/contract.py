"""What telling voices apart is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult
from core.domain.part import Part

FACES_FILE = "faces.json"
"""What joining leaves in its working directory, beside the transcript that it answers."""


class DiarizeRequest(Value):
    workspace: str
    content_hash: str
    part: Part
    audio: Artifact | None
    """The sound of the part; None when it has none."""
    speakers: int | None = None
    """How many people speak in the whole recording; None lets the engine decide."""


class DiarizeResult(StepResult):
    voices: Artifact
    """A stored ``core.domain.voices.Voices``: of a part in its own time, joined in the source's."""
    count: int
    """How many voices."""

    @property
    def output_key(self) -> str:
        return self.voices.key


class AttributeRequest(Value):
    workspace: str
    content_hash: str
    duration: float
    """Seconds of the source."""
    transcript: Artifact
    voices: Artifact
    faces: Artifact


class AttributeResult(StepResult):
    transcript: Artifact
    """A stored ``core.domain.transcript.Transcript`` whose words have speakers."""
    faces: Artifact
    """A stored ``core.domain.faces.FaceTracks`` whose speaking turns fit the voices."""

    @property
    def output_key(self) -> str:
        return self.transcript.key


class Told(Value):
    """What is told of a stored transcript with speakers."""

    engine: str


class DiarizeTask(Value):
    """What the process works on that tells voices apart."""

    audio: str | None
    """The path of the sound; None when there is none."""
    duration: float
    """Seconds of the sound."""
    engine: str
    """A name in the catalogue; ``none`` when there is no sound."""
    speakers: int | None
    whole: bool
    """Whether everybody is heard here; in one part of many some may be missing."""


class AttributeTask(Value):
    """What the process works on that joins voices with words and faces. All are paths."""

    transcript: str
    voices: str
    faces: str
