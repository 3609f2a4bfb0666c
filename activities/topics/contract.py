"""What the search for topics is asked and what it answers."""

from pydantic import Field

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult


class TopicsRequest(Value):
    workspace: str
    content_hash: str
    transcript: Artifact
    """A stored ``core.domain.transcript.Transcript`` of the whole recording."""
    count: int | None = Field(default=None, ge=1)
    """How many topics there are; None lets the text decide."""


class TopicsResult(StepResult):
    topics: Artifact
    """A stored ``core.domain.topics.Topics``."""
    count: int

    @property
    def output_key(self) -> str:
        return self.topics.key


class TopicsTask(Value):
    """What the process of this room works on."""

    transcript: str
    """The path of the transcript."""
    embedder: str
    """A name in the catalogue."""
    count: int | None
