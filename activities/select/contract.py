"""What selection is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult


class SelectRequest(Value):
    workspace: str
    content_hash: str
    duration: float
    """Seconds of the source."""
    transcript: Artifact
    scenes: Artifact
    sound: Artifact
    max_clips: int
    min_seconds: float
    max_seconds: float


class SelectResult(StepResult):
    selection: Artifact
    """A stored ``core.domain.clip.Selection``."""
    count: int

    @property
    def output_key(self) -> str:
        return self.selection.key


class SelectTask(Value):
    """What the process of a selection is given."""

    transcript: str
    """A path; so are the next two. In a fingerprint they are keys."""
    scenes: str
    sound: str
    duration: float
    max_clips: int
    min_seconds: float
    max_seconds: float
    scorer: str
    """A name in the catalogue."""
    models: tuple[str, ...] = ()
    """The language models that the scorer may ask."""
    note: str = ""
    """Why another scorer could not decide."""
