"""What is said at a gate."""

from core.domain.base import Value


class AskRequest(Value):
    """A job wants to work."""

    workspace: str
    job: str
    """Its workflow id."""
    gate: str
    """The workflow id of its workspace's gate."""


class Asked(Value):
    waits: bool
    """The gate will say when; else there is nothing to wait for."""


class Turn(Value):
    """What a gate is told of a job that wants to work."""

    job: str
    """Its workflow id."""
    limit: int
    """Jobs that may run at once."""


class GateState(Value):
    """What a gate knows."""

    workspace: str
    limit: int | None = 0
    """Jobs that may run at once; None lets in everybody."""
    inside: tuple[str, ...] = ()
    """Workflow ids of the jobs that hold a place."""
    waiting: tuple[str, ...] = ()
    """Those of the jobs that wait for one, in the order in which they asked."""


class Crowd(Value):
    """Why a job must wait."""

    running: int
    limit: int


class LookRequest(Value):
    workspace: str
    inside: tuple[str, ...]
    """Workflow ids of the jobs that hold a place."""


class Seen(Value):
    limit: int | None
    """Jobs that may run at once now."""
    gone: tuple[str, ...]
    """Which of the jobs do not run any more."""
