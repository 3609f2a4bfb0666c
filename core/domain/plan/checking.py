"""Does a plan stay inside its source?"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from core.domain.base import Value
from core.domain.plan.clip import ClipPlan
from core.domain.span import Span
from core.errors import InvalidPlanError

SLACK_SECONDS = 1.0
"""Containers tell their length to about a packet of sound: spans may end on that last second."""

_TIMES = ("at", "start", "end")


class Moment(NamedTuple):
    """A time that a plan names."""

    field: str
    """For example ``layout.panels.0.crop.2.at``."""
    at: float
    """Seconds of the source."""


def check_times(plan: ClipPlan) -> None:
    """Return when every time of the plan lies in its source.

    Raises:
        InvalidPlanError: one does not, or is no number; or a span is empty. The message names
            the field.
    """
    latest = plan.media.duration
    for field, span in _spans(plan, ""):
        if span.end == span.start:
            raise InvalidPlanError(f"{field}: {span.start:.2f}-{span.end:.2f} s is empty")
    for field, at in moments(plan):
        if not math.isfinite(at):
            raise InvalidPlanError(f"{field}: {at} is no time; give it in seconds of the source")
        if not 0 <= at <= latest + SLACK_SECONDS:
            raise InvalidPlanError(
                f"{field}: {at:.2f} s lies outside the source, which goes from 0 to {latest:.2f} s"
            )


def moments(plan: ClipPlan) -> Iterator[Moment]:
    """Yield every time of the source that a plan names, with its field."""
    return _moments(plan, "")


def _moments(value: object, field: str) -> Iterator[Moment]:
    for where, inner in _inside(value, field):
        if where.rpartition(".")[2] in _TIMES and isinstance(inner, float):
            yield Moment(where, inner)
        else:
            yield from _moments(inner, where)


def _spans(value: object, field: str) -> Iterator[tuple[str, Span]]:
    for where, inner in _inside(value, field):
        if isinstance(inner, Span):
            yield where, inner
        else:
            yield from _spans(inner, where)


def _inside(value: object, field: str) -> Iterator[tuple[str, object]]:
    """Yield what a value holds, each with the field that leads to it."""
    if isinstance(value, Value):
        yield from ((f"{field}.{name}".lstrip("."), inner) for name, inner in value)
    elif isinstance(value, tuple):
        yield from ((f"{field}.{number}", inner) for number, inner in enumerate(value))
