"""A long recording in parts that are worked on apart from each other."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.span import Span


class Part(Value):
    """A stretch of a recording with working copies of its own.

    What is found in a part is told in its own time, in which 0 is ``seen.start``.
    """

    index: int = 0
    of: int = 1
    """How many parts the recording has."""
    own: Span
    """What the part answers for, in seconds of the source. The own spans lie end to end."""
    seen: Span
    """What its working copies show: its own span, with a margin into its neighbours."""

    @property
    def label(self) -> str:
        """Return what tells its results from those of other parts; empty for the only part."""
        return "" if self.of == 1 else f"{self.index + 1}of{self.of}-"

    @property
    def duration(self) -> float:
        """Return how long its working copies are, in seconds."""
        return self.seen.duration


class Piece(Value):
    """What was found in one part, as a stored value of the kind that the step makes."""

    part: Part
    found: Artifact


class JoinRequest(Value):
    """Asks a room to put together what it found in every part of a recording."""

    workspace: str
    content_hash: str
    duration: float
    """Seconds of the source."""
    pieces: tuple[Piece, ...]
    """One for each part, in their order."""


class PieceFile(Value):
    """A piece whose value lies in a file."""

    part: Part
    path: str


class JoinTask(Value):
    """What the process that joins works on."""

    duration: float
    pieces: tuple[PieceFile, ...]
