"""A job as people see it: its state, its steps, its clips."""

from pydantic import Field

from core.domain.base import Value
from core.domain.job import ClipState, JobState, Ran, StepName, StepState


class StepReport(Value):
    """One step of a job."""

    name: StepName
    clip_id: str | None = None
    """The clip that the step worked for; None for steps of the whole job."""
    part: int | None = None
    """Which part of a long source it worked on, from 1; None for the whole."""
    round: int = 1
    """How often the step was asked for; a retried step is another round."""
    state: StepState = StepState.RUNNING
    ran: Ran | None = None
    output_key: str = ""
    error: str = ""


class Thumbnail(Value):
    """A picture that may stand for a clip."""

    key: str
    """Where it is stored."""
    at: float
    """Seconds of the source."""


class ClipReport(Value):
    """One clip of a job, with the storage keys of its files once they are there."""

    clip_id: str
    version: int = 1
    state: ClipState = ClipState.PLANNED
    title: str
    start: float
    end: float
    """Seconds of the source."""
    score: float
    """Virality, 0..100."""
    format: str = ""
    """Its shape, such as ``9:16``; empty where that is not known."""
    plan_key: str
    clip_key: str = ""
    captions_key: str = ""
    thumbnail_key: str = ""
    """The one that was chosen."""
    thumbnails: tuple[Thumbnail, ...] = ()
    """Those to choose from, the best first."""
    spec_key: str = ""
    size: int = 0
    """Bytes of its files; 0 until it is rendered."""
    loudness: float | None = None
    error: str = ""


class JobReport(Value):
    """Everything about a job that fits on a page."""

    workspace: str
    job: str
    workflow_id: str
    state: JobState
    paused: bool = False
    title: str = ""
    error: str = ""
    note: str = ""
    """What it waits for, in words; empty while it does not wait for others."""
    steps: tuple[StepReport, ...] = ()
    clips: tuple[ClipReport, ...] = ()
    artifacts: dict[str, str] = Field(default_factory=dict)
    """Storage keys of what was found out, by what it is: ``transcript``, ``scenes`` and so on."""
