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
    topics: Artifact
    """A stored ``core.domain.topics.Topics`` over the sentences of the transcript."""
    faces: Artifact | None = None
    max_clips: int
    min_seconds: float
    max_seconds: float
    language: str | None = None
    """ISO 639-1 code that a model writes titles and descriptions in; None is that of the speech."""
    prompt: str = ""
    """What the clips are to be about, in the words of a person."""


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
    """A path; so are the next four. In a fingerprint they are keys."""
    scenes: str
    sound: str
    topics: str
    faces: str = ""
    """Empty when nobody looked for faces."""
    duration: float
    max_clips: int
    min_seconds: float
    max_seconds: float
    language: str = ""
    prompt: str = ""
    trends: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    """The language models that may be asked; none means that the built-in scorer decides."""
    screening: str = ""
    """The model that looks through more moments before; empty means none."""
