"""What a report says, and what is asked for to have it printed."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.clip import Scores


class RanStep(Value):
    """A step of a job, or one for a clip of it."""

    name: str
    part: int | None
    """Which part of a long source, from 1; None for the whole."""
    round: int
    """How often it was asked for."""
    state: str
    engine: str
    seconds: float | None
    cached: bool
    """The result was there already."""
    note: str
    error: str


class FoundTopic(Value):
    """What is talked about for a while."""

    title: str
    start: float
    end: float
    """Seconds of the source."""


class MadeClip(Value):
    """A clip, and why it was chosen."""

    id: str
    version: int
    state: str
    title: str
    format: str
    """Its shape, such as ``9:16``; empty where that is not known."""
    start: float
    end: float
    """Seconds of the source."""
    score: float
    """Virality, 0..100."""
    loudness: float | None
    """LUFS."""
    scores: Scores | None
    """None where the selection is not kept any more."""
    description: str
    tags: tuple[str, ...]
    warnings: tuple[str, ...]
    """One sentence for each thing to look at before it is posted."""
    steps: tuple[RanStep, ...]


class Report(Value):
    """What a job found and made. What is not known, or not kept any more, is empty."""

    job: str
    title: str
    source: str
    source_kind: str
    state: str
    error: str
    created_at: str
    updated_at: str
    """RFC 3339."""
    duration: float | None
    """Seconds of the source."""
    language: str
    languages: tuple[str, ...]
    """Every language that is spoken, the order that of their first words."""
    engines: dict[str, str]
    """What did each step."""
    topics: tuple[FoundTopic, ...]
    clips: tuple[MadeClip, ...]
    """Best first."""
    steps: tuple[RanStep, ...]
    """Of the whole job."""
    warnings: tuple[str, ...]
    """What people should know, for example which engine could not be used."""


class PrintReportRequest(Value):
    workspace: str
    job: str
    report: Artifact
    """A stored ``Report``."""


class PrintReportResult(Value):
    file: Artifact
    """A PDF."""


class PrintTask(Value):
    """What the process that prints works on."""

    report: str
    """The path of a stored ``Report``."""


class Printed(Value):
    pages: int


FILE = "report.pdf"
"""What the process leaves."""
