"""Where the picture cuts."""

from core.domain.base import Value
from core.domain.box import Box
from core.domain.span import Span


class Scenes(Value):
    """The scenes of a recording, end to end, from its first to its last frame."""

    engine: str
    scenes: tuple[Span, ...]
    fades: tuple[Span, ...] = ()
    """Where one scene turns slowly into the next; the cut counts at its middle."""
    black: tuple[Span, ...] = ()
    """Where there is no picture."""
    still: tuple[Span, ...] = ()
    """Where nothing in the picture moves."""
    picture: Box | None = None
    """The part of the picture without black bars; None when there are none."""

    def cuts(self) -> tuple[float, ...]:
        """Return the times at which one scene gives way to the next, in seconds."""
        return tuple(scene.start for scene in self.scenes[1:])
