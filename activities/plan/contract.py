"""What planning is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult
from core.domain.media import MediaInfo
from core.domain.plan import ClipPlan, Format


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
    formats: tuple[Format, ...] = ("9:16",)
    """The shapes of which every moment gets a clip."""


class PlannedClip(Value):
    """A clip that is ready to be rendered."""

    clip_id: str
    title: str
    start: float
    end: float
    """Seconds of the source."""
    score: float
    """Virality, 0..100."""
    format: str = ""
    """Its shape, such as ``9:16``."""
    candidate: int = -1
    """Which candidate of the selection it was made of."""
    plan: Artifact
    """A stored ``core.domain.plan.ClipPlan``."""


class PlanResult(StepResult):
    clips: tuple[PlannedClip, ...]
    """Best first; those of one moment are beside each other."""
    selection: Artifact
    """What the plans were made of."""

    @property
    def output_key(self) -> str:
        return self.selection.key


class PlanTask(Value):
    """What the process of this room works on. The first four are paths of stored values."""

    transcript: str
    scenes: str
    faces: str
    selection: str
    job: str
    source: Artifact
    media: MediaInfo
    caption_style: str
    layout: str | None
    formats: tuple[Format, ...]


class ScoredPlan(Value):
    """A plan and how much its moment promises."""

    plan: ClipPlan
    score: float
    """Virality, 0..100."""
    candidate: int
    """Which candidate of the selection it was made of."""
    format: Format


class Plans(Value):
    """The plans of a job, best first."""

    plans: tuple[ScoredPlan, ...]
