"""What the records are told."""

from pydantic import Field

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import JobState, SourceRef
from core.domain.report import ClipReport, StepReport


class JobRow(Value):
    """What the jobs table shows of a job."""

    workflow_id: str
    mode: str = "vod"
    source: SourceRef
    title: str = ""
    state: JobState
    paused: bool = False
    error: str = ""
    failures: int = 0
    """How often the job has failed so far; a retry sets it going again."""
    note: str = ""
    """What it waits for, in words."""
    closed: bool = False
    """Its workflow is about to end, so that nothing can set it going again."""
    options: str = "{}"
    """JSON."""
    created_by: str = ""
    """UUID of a person, or empty."""
    content_hash: str = ""
    artifacts: dict[str, str] = Field(default_factory=dict)
    """Storage keys of what was found out, by what it is."""


class Turn(Value):
    """Where a job stood for so short a time that only what came next was written."""

    state: JobState
    failures: int
    error: str


class Changes(Value):
    """Rows to write, all of them or none. Writing them twice changes nothing."""

    workspace: str
    job: str
    row: JobRow | None = None
    """None leaves the job's own row as it is."""
    turns: tuple[Turn, ...] = ()
    """How the job came to stand as its row says, since the last time."""
    steps: tuple[StepReport, ...] = ()
    clips: tuple[ClipReport, ...] = ()


class ReserveRequest(Value):
    """What a job is about to use of its workspace's minutes."""

    workspace: str
    job: str
    minutes: float
    """Of its recording."""


class CloseRequest(Value):
    """A job whose workflow is gone."""

    workspace: str
    job: str


class Announced(Value):
    """What subscribers are to be told now."""

    deliveries: tuple[str, ...]
    """Ids of those that nobody has tried to send yet."""


class AddVersionRequest(Value):
    """A plan that is to be the next version of a clip."""

    workspace: str
    clip_id: str
    newest: int
    """The version after which it comes."""
    base: int
    """The version whose plan was changed."""
    operations: Artifact
    """What was done to it, as a stored list."""
    plan: Artifact
    title: str
    start: float
    end: float
    """Seconds of the source, from the first that it shows to the last."""


class AddVersionResult(Value):
    clip: ClipReport | None
    """The version as it is before it is rendered; None when somebody else was faster."""
