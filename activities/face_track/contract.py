"""What face tracking is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult


class TrackFacesRequest(Value):
    workspace: str
    content_hash: str
    proxy: Artifact
    audio: Artifact | None
    duration: float
    """Seconds of the source."""


class TrackFacesResult(StepResult):
    faces: Artifact
    """A stored ``core.domain.faces.FaceTracks``."""
    count: int
    """How many tracks."""

    @property
    def output_key(self) -> str:
        return self.faces.key


class TrackTask(Value):
    """What the process of this room works on."""

    video: str
    """The path of the proxy."""
    audio: str | None
    """The path of the sound, in step with the video; None when there is none."""
    duration: float
    """Seconds of the source."""
    detector: str
    """A name in the catalogue."""
