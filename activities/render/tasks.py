"""What the processes of this room are told and what they answer."""

from activities.render.spec import RenderSpec, ThumbnailSpec
from core.domain.base import Value


class RenderTask(Value):
    source: str
    """Absolute path."""
    spec: RenderSpec


class Rendered(Value):
    """What a rendered clip is like."""

    duration: float
    """Seconds."""
    loudness: float | None
    """Integrated, LUFS; None without sound."""
    true_peak: float | None
    """dBTP; None without sound."""
    cards: int
    """How many caption cards it has."""


class ThumbnailTask(Value):
    source: str
    """Absolute path."""
    faces: str
    """Absolute path of a stored ``FaceTracks``."""
    spec: ThumbnailSpec


class Thumbnail(Value):
    at: float
    """The source time of the picture, in seconds."""
