"""What planning is asked and what it answers."""

from pydantic import Field

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
    format: Format


class Plans(Value):
    """The plans of a job, best first."""

    plans: tuple[ScoredPlan, ...]


class HeardMusic(Value):
    """Music that a plan lays under its clip, and where its beats are stored."""

    file: Artifact
    beats: Artifact
    """A stored ``core.domain.sound.Beats``."""


class EditPlanRequest(Value):
    """What is to be done to a plan."""

    workspace: str
    job: str
    clip_id: str
    plan: Artifact
    """What is changed."""
    newest: Artifact
    """The plan of the newest version: what the result is compared with."""
    operations: Artifact
    """A stored list of operations."""
    artifacts: dict[str, str] = Field(default_factory=dict)
    """Storage keys of what is known of the recording, by what it is."""
    music: tuple[HeardMusic, ...] = ()
    """What was heard of the music that operations look for beats in."""


class Unheard(Value):
    """Music whose beats must be known first."""

    file: Artifact
    seconds: float
    """How much of it is to be listened to, from its beginning."""


class EditPlanResult(Value):
    plan: Artifact | None = None
    """What came of it; None when music must be heard first."""
    changes: Artifact | None = None
    """Stored ``Changes`` against the newest version."""
    changed: bool = False
    """Is it another plan than that of the newest version?"""
    title: str = ""
    start: float = 0.0
    end: float = 0.0
    """Seconds of the source, from the first that the plan shows to the last."""
    unheard: tuple[Unheard, ...] = ()


class EditTask(Value):
    """What the process that changes a plan works on: paths of stored values."""

    workspace: str
    plan: str
    newest: str
    operations: str
    known: dict[str, str] = Field(default_factory=dict)
    """By what it is: ``transcript``, ``scenes`` and ``sound``."""
    beats: dict[str, str] = Field(default_factory=dict)
    """By the key of the music."""


class Edited(Value):
    """What the process that changed a plan answers; the plan and the changes are files."""

    changed: bool = False
    title: str = ""
    start: float = 0.0
    end: float = 0.0
    files: tuple[Artifact, ...] = ()
    """The stored files that the plan names and did not name before."""
    unheard: tuple[Unheard, ...] = ()


PLAN, CHANGES = "plan.json", "changes.json"
"""The files that the process leaves."""
