"""What face tracking is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import Ran


class TrackFacesRequest(Value):
    workspace: str
    content_hash: str
    proxy: Artifact
    audio: Artifact | None
    duration: float
    """Seconds of the source."""


class TrackFacesResult(Value):
    faces: Artifact
    """A stored ``core.domain.faces.FaceTracks``."""
    count: int
    """How many tracks."""
    ran: Ran
