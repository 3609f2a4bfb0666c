"""What is known about the sample because it was made, not heard or seen."""

from pathlib import Path

from core.domain.base import Value
from core.domain.box import Box
from core.domain.span import Span
from core.domain.transcript import Word


class ShownFace(Value):
    """The face of one speaker in one shot. Between ``first`` and ``last`` it drifts evenly.

    The head sways by up to a twentieth of its box about this place.
    """

    speaker: str
    first: Box
    last: Box

    def at(self, progress: float) -> Box:
        """Return where the face is at that share of its shot, 0..1."""
        return Box(
            x=self.first.x + (self.last.x - self.first.x) * progress,
            y=self.first.y + (self.last.y - self.first.y) * progress,
            width=self.first.width + (self.last.width - self.first.width) * progress,
            height=self.first.height + (self.last.height - self.first.height) * progress,
        )


class ShownShot(Value):
    """What the picture shows from one cut to the next."""

    view: str
    """``wide``, ``medium`` or ``close``."""
    subject: str
    span: Span
    faces: tuple[ShownFace, ...]


class Truth(Value):
    """Words, speakers, cuts and faces of a sample."""

    title: str
    duration: float
    fps: int
    words: tuple[Word, ...]
    """With punctuation; every word has its speaker, ``a`` or ``b``."""
    sentence_ends: tuple[int, ...]
    """For every sentence, the index after its last word."""
    shots: tuple[ShownShot, ...]

    @property
    def cuts(self) -> tuple[float, ...]:
        """When one shot gives way to the next, in seconds."""
        return tuple(shot.span.start for shot in self.shots[1:])


def beside(path: Path) -> Path:
    """Return where the truth about the sample at ``path`` is kept."""
    return path.with_name("truth.json")


def truth(path: Path) -> Truth:
    """Return what is known about the sample at ``path``."""
    return Truth.model_validate_json(beside(path).read_text())
