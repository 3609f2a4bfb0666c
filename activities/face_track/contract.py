"""What face tracking is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.faces import FaceTracks
from core.domain.job import StepResult
from core.domain.part import Part


class TrackFacesRequest(Value):
    workspace: str
    content_hash: str
    proxy: Artifact
    audio: Artifact | None
    part: Part
    """What the proxy and the sound show."""


class TrackFacesResult(StepResult):
    faces: Artifact
    """A stored ``core.domain.faces.FaceTracks``."""
    count: int
    """How many tracks."""

    @property
    def output_key(self) -> str:
        return self.faces.key


class Engines(Value):
    """The plug-ins that are tried, each in the order of the catalogue."""

    embedders: tuple[str, ...]
    people: tuple[str, ...]
    speakers: tuple[str, ...]


class TrackTask(Value):
    """What the process of this room works on."""

    video: str
    """The path of the proxy."""
    audio: str | None
    """The path of the sound, in step with the video; None when there is none."""
    duration: float
    """Seconds of both."""
    detector: str
    """A name in the catalogue."""
    engines: Engines


class Kind(Value):
    """What a track shows, as in ``core.domain.faces.Track``."""

    kind: str


class Told(Value):
    """What is told of a stored ``Tracked``."""

    engine: str
    tracks: tuple[Kind, ...]
    note: str


class Tracked(FaceTracks):
    """The faces of a recording, with a word on how they were found."""

    note: str = ""
    """Which engines could not be used, and why, and what could not be followed; else empty."""
    same: float = 1.0
    """From which product of two looks on two tracks are one person."""
