"""Which stored files a plan names, and whose they are."""

from collections.abc import Iterator

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError

_SOURCE = "source"


def named(plan: ClipPlan) -> list[tuple[str, Artifact]]:
    """Return the stored files that a plan names besides its source, with their fields."""
    return [(field, file) for field, file in _artifacts(plan, "") if field != _SOURCE]


def check_owned(value: Value, workspace: str) -> None:
    """Return when every stored file that a value names is of a workspace.

    Raises:
        InvalidPlanError: one is not; the message names its field.
    """
    for field, file in _artifacts(value, ""):
        if file.key.split("/", 1)[0] != workspace:
            raise InvalidPlanError(
                f"{field or 'file'}.key: there is no such file in this workspace"
            )


def _artifacts(value: object, field: str) -> Iterator[tuple[str, Artifact]]:
    if isinstance(value, Artifact):
        yield field, value
    elif isinstance(value, Value):
        for name, inner in value:
            yield from _artifacts(inner, f"{field}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _artifacts(inner, f"{field}.{number}")
