"""What planning is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import Ran
from core.domain.media import MediaInfo


class PlanRequest(Value):
    workspace: str
    job: str
    content_hash: str
    source: Artifact
    media: MediaInfo
    transcript: Artifact
    scenes: Artifact
    faces: Artifact
    selection: Artifact
    caption_style: str
    layout: str | None = None
    """A name in the catalogue; None follows faces where there are any."""


class PlannedClip(Value):
    """A clip that is ready to be rendered."""

    clip_id: str
    title: str
    start: float
    end: float
    """Seconds of the source."""
    score: float
    """Virality, 0..100."""
    plan: Artifact
    """A stored ``core.domain.plan.ClipPlan``."""


class PlanResult(Value):
    clips: tuple[PlannedClip, ...]
    """Best first."""
    ran: Ran
