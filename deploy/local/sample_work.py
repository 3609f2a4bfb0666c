"""Make the sample in a process of its own: what it needs takes seconds to import."""

from collections.abc import Callable

from core.domain.base import Value
from core.domain.job import SourceKind, SourceRef
from core.settings import settings
from deploy.local.sample import ensure


class SampleTask(Value):
    seconds: float | None = None
    """How long the sample shall be at most; None for all of it."""


def make(task: SampleTask, report: Callable[[float], None]) -> SourceRef:
    """Return the sample, made now if it is not there yet."""
    path = ensure(settings(), report, seconds=task.seconds)
    return SourceRef(kind=SourceKind.FILE, location=str(path))
