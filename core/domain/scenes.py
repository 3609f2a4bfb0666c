"""Where the picture cuts."""

from core.domain.base import Value
from core.domain.span import Span


class Scenes(Value):
    """The scenes of a recording, end to end, from its first to its last frame."""

    engine: str
    scenes: tuple[Span, ...]

    def cuts(self) -> tuple[float, ...]:
        """Return the times at which one scene gives way to the next, in seconds."""
        return tuple(scene.start for scene in self.scenes[1:])
