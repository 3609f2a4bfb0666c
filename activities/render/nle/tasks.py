"""What the processes that speak with editing programs are told and what they answer."""

from core.domain.base import Value

CUT, OPERATIONS = "cut", "operations.json"
"""The files that they leave."""


class WriteCutTask(Value):
    """The first two are paths."""

    plan: str
    source: str
    format: str
    media: str


class ReadCutTask(Value):
    """The first three are paths."""

    plan: str
    source: str
    file: str
    media: str


class Fields(Value):
    """Which fields of a plan a program changed; none for a file that was written."""

    names: tuple[str, ...] = ()
