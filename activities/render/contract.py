"""What rendering is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult
from core.domain.report import Thumbnail


class RenderRequest(Value):
    workspace: str
    plan: Artifact
    """A stored ``core.domain.plan.ClipPlan``."""
    beside: tuple[Artifact, ...] = ()
    """Plans of the same moment that will be asked for next. What they have in common with this
    one is decoded once, where that is possible."""


class RenderResult(StepResult):
    clip: Artifact
    """The video, MP4."""
    captions: Artifact | None
    """The captions, ASS; None when nothing is said or the plan wants none."""
    spec: Artifact
    """The stored ``RenderSpec`` that this file was built from: same spec, same bytes."""
    duration: float
    """Seconds."""
    loudness: float | None
    """Integrated loudness of the clip in LUFS; None without sound."""

    @property
    def output_key(self) -> str:
        return self.clip.key


class CheckPlanRequest(Value):
    plan: Artifact
    """A stored ``core.domain.plan.ClipPlan``."""


class WriteCutRequest(Value):
    """A clip that is to be opened in an editing program."""

    workspace: str
    job: str
    plan: Artifact
    format: str
    """A name in the catalogue."""
    media: str = ""
    """Where the recording lies where the clip is edited; empty for where it is stored here."""


class WriteCutResult(Value):
    file: Artifact


class ReadCutRequest(Value):
    """What an editing program made of a clip."""

    workspace: str
    job: str
    plan: Artifact
    """What the clip was when it was given to the program."""
    file: Artifact
    media: str = ""
    """Where the recording lay there; empty for where it is stored here."""


class ReadCutResult(Value):
    operations: Artifact
    """A stored list of operations that make of the plan what the program made of the clip."""


class ThumbnailRequest(Value):
    workspace: str
    plan: Artifact
    faces: Artifact
    """A stored ``core.domain.faces.FaceTracks`` of the source."""


class ThumbnailResult(StepResult):
    thumbnail: Artifact
    """The chosen one, else the best: JPEG in the size of the clip."""
    thumbnails: tuple[Thumbnail, ...] = ()
    """Those to choose from, the best first: three, fewer where the clip has fewer frames."""

    @property
    def output_key(self) -> str:
        return self.thumbnail.key
