"""What is talked about, and for how long."""

from core.domain.base import Value
from core.domain.span import Span


class Utterance(Value):
    """A sentence or a turn of a talk."""

    text: str
    start: float
    end: float
    """Seconds of the source."""


class Topic(Value):
    """A stretch of utterances about one thing."""

    span: Span
    first: int
    last: int
    """Indexes of its first and its last utterance."""
    title: str


class Topics(Value):
    """The topics of a recording, end to end over its utterances."""

    engine: str
    """What the likeness of utterances was measured with."""
    topics: tuple[Topic, ...] = ()
