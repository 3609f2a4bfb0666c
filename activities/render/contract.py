"""What rendering is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepResult


class RenderRequest(Value):
    workspace: str
    plan: Artifact
    """A stored ``core.domain.plan.ClipPlan``."""


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
    """JPEG in the size of the clip."""

    @property
    def output_key(self) -> str:
        return self.thumbnail.key
