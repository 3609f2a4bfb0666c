"""Which fields a plan has: what a dotted path means, and what was meant by one that fits none."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError

FIXED = {
    "version": "it says how the plan is written",
    "clip_id": "it names the clip for ever",
    "source": "another recording needs another job",
    "media": "it is what the recording is like",
}
"""What nobody sets, and why."""


def kind(path: str) -> Any:
    """Return the annotation of the field that a dotted path names.

    Raises:
        InvalidPlanError: there is no such field, or it cannot be set; the message names those
            that come nearest.
    """
    parts = path.split(".")
    if parts[0] in FIXED:
        raise InvalidPlanError(f"{path}: {parts[0]} cannot be changed: {FIXED[parts[0]]}")
    found: Any = ClipPlan
    for depth, part in enumerate(parts):
        found = _inside(found, part, ".".join(parts[:depth]), path)
    return found


@lru_cache(maxsize=1)
def every() -> tuple[str, ...]:
    """Return every path of a plan, with ``0`` for the number in a list."""
    return tuple(_every(ClipPlan, ""))


def _inside(holder: Any, part: str, before: str, path: str) -> Any:
    """Return the annotation of one part of a path, given what it is looked for in."""
    for choice in _choices(holder):
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            if part in choice.model_fields:
                return _annotation(choice, part)
            raise _unknown(path, before, part, list(choice.model_fields))
        origin, inner = get_origin(choice), get_args(choice)
        if origin is tuple:
            if part.isdecimal():
                return inner[0]
            raise InvalidPlanError(f"{path}: {before} is a list; give a number, as in {before}.0")
        if origin is dict:
            return inner[1]
    raise InvalidPlanError(f"{path}: {before} is a single value and has no {part}")


def _unknown(path: str, before: str, part: str, names: list[str]) -> InvalidPlanError:
    """Say what comes nearest: the same name elsewhere, or a name that is written almost so."""
    last = path.rpartition(".")[2]
    there = [name for name in names if before or name not in FIXED]
    near = get_close_matches(part, there, n=3, cutoff=0.6)
    offered = [one for one in every() if not before and one.rpartition(".")[2] == last][:3]
    offered = offered or [f"{before}.{name}".lstrip(".") for name in near]
    offered = offered or get_close_matches(path, every(), n=3, cutoff=0.6)
    if offered:
        return InvalidPlanError(f"{path}: a plan has no such field; near it: {', '.join(offered)}")
    where = before or "a plan"
    return InvalidPlanError(f"{path}: {where} has no field {part}; it has: {', '.join(there)}")


def _every(holder: type[BaseModel], before: str) -> Iterator[str]:
    for name in holder.model_fields:
        path = f"{before}.{name}".lstrip(".")
        if path in FIXED:
            continue
        yield path
        for choice in _choices(_annotation(holder, name)):
            listed = get_origin(choice) is tuple
            inner = _choices(get_args(choice)[0])[0] if listed else choice
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _every(inner, f"{path}.0" if listed else path)


def _annotation(holder: type[BaseModel], name: str) -> Any:
    """Return the annotation of a field with the limits that it has."""
    field = holder.model_fields[name]
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _choices(annotation: Any) -> list[Any]:
    """Return what a field may hold, None left out."""
    if get_origin(annotation) is Annotated:
        return _choices(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [one for inner in get_args(annotation) for one in _choices(inner)]
    return [] if annotation is NoneType else [annotation]
