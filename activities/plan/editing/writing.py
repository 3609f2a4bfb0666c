"""Give a field of a plan a value."""

import json
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from activities.plan.editing import fields
from activities.plan.editing.operations import SetField
from core.errors import InvalidPlanError

Raw = dict[str, Any]


def set_field(text: str) -> SetField:
    """Return what a person writes as ``PATH=VALUE``. The value is JSON, or bare text.

    Raises:
        InvalidPlanError: there is no such field, or it is written otherwise.
    """
    path, equals, value = text.partition("=")
    path = path.strip()
    if not equals or not path:
        raise InvalidPlanError(
            f"“{text}” sets nothing; write PATH=VALUE, as captions.style=karaoke"
        )
    return SetField(path=path, value=_meant(value, fields.kind(path)))


def written(raw: Raw, operation: SetField) -> Raw:
    """Return the fields of a plan with one of them changed.

    Raises:
        InvalidPlanError: there is no such field.
    """
    fields.kind(operation.path)
    changed: Raw = json.loads(json.dumps(raw))
    holder: Any = changed
    *way, last = operation.path.split(".")
    for depth, part in enumerate(way):
        holder = _entered(holder, part, depth, operation.path)
    _put(holder, last, operation)
    return changed


def _meant(text: str, annotation: Any) -> JsonValue:
    """Return the value that a text stands for in a field: what fits it first, JSON or the text."""
    try:
        parsed: JsonValue = json.loads(text)
    except ValueError:
        return text
    try:
        TypeAdapter(annotation).validate_json(json.dumps(parsed))
    except ValidationError:
        # A title may be "2024", which as JSON is a number.
        fits_as_text = not isinstance(parsed, dict | list) and _fits(text, annotation)
        return text if fits_as_text else parsed
    return parsed


def _fits(text: str, annotation: Any) -> bool:
    try:
        TypeAdapter(annotation).validate_json(json.dumps(text))
    except ValidationError:
        return False
    return True


def _entered(holder: Any, part: str, depth: int, path: str) -> Any:
    """Return what stands at one part of a path, made where the plan has nothing there yet."""
    parts = path.split(".")
    if isinstance(holder, list):
        if int(part) > len(holder):
            raise InvalidPlanError(_missing(path, ".".join(parts[:depth]), part, len(holder)))
        holder += [{}] * (int(part) == len(holder))
        return holder[int(part)]
    if holder.get(part) is None:
        holder[part] = [] if parts[depth + 1].isdecimal() else {}
    return holder[part]


def _put(holder: Any, part: str, operation: SetField) -> None:
    if not isinstance(holder, list):
        holder[part] = operation.value
    elif int(part) < len(holder):
        holder[int(part)] = operation.value
    elif int(part) == len(holder):
        holder.append(operation.value)
    else:
        where = operation.path.rpartition(".")[0]
        raise InvalidPlanError(_missing(operation.path, where, part, len(holder)))


def _missing(path: str, where: str, part: str, length: int) -> str:
    has = f"they go from 0 to {length - 1}" if length else "it is empty"
    return f"{path}: {where} has no number {part}; {has}"
