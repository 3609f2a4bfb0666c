"""What the processes of this room are told and what they answer."""

from pydantic import Field

from activities.render.finding import Finding
from activities.render.reuse import ReadySound
from activities.render.spec import RenderSpec, ThumbnailSpec
from core.domain.base import Value


class RenderTask(Value):
    source: str
    """Absolute path."""
    spec: RenderSpec
    files: dict[str, str] = Field(default_factory=dict)
    """Absolute paths of the other stored files that the plan names, by their keys."""
    sound: ReadySound | None = None
    """The clip's sound, where an earlier clip has the same."""
    picture: str | None = None
    """Absolute path of an earlier clip that has the same picture."""
    films: dict[str, str] = Field(default_factory=dict)
    """Absolute paths of what engines saw of people, by the names of these films, where an earlier
    clip has the same frames."""
    beside: tuple[RenderSpec, ...] = ()
    """Of clips with the same cuts in other shapes: their pictures are left, too."""


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
    findings: tuple[Finding, ...] = ()
    """What its platform will not take of it, or will change."""
    copied: float = 0.0
    """The share of its frames that were not encoded but are those of the source, 0..1."""


class ThumbnailTask(Value):
    source: str
    """Absolute path."""
    faces: str
    """Absolute path of a stored ``FaceTracks``."""
    spec: ThumbnailSpec


class Thumbnails(Value):
    at: tuple[float, ...]
    """The source times of the pictures, in seconds, the best one first."""


class LettersTask(Value):
    """Letters to fetch; nothing needs to be said about them."""
