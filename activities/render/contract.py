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
