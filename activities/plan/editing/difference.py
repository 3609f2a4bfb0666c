"""What differs between two plans, field by field."""

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from pydantic import JsonValue

from core.domain.base import Value
from core.domain.plan import ClipPlan


class Change(Value):
    """One field that differs."""

    field: str
    """Its path, such as ``captions.style``. In a list, its number in the plan that has it, the
    earlier one if both do."""
    before: JsonValue
    """None also where the earlier plan has nothing there."""
    after: JsonValue
    """None also where the later plan has nothing there."""


class Changes(Value):
    """Everything that differs between two plans."""

    changes: tuple[Change, ...]


def changes(before: ClipPlan, after: ClipPlan) -> tuple[Change, ...]:
    """Return every field that differs, in the order of the plan; none for equal plans."""
    found = _changes(_json(before), _json(after), "")
    return tuple(Change(field=field, before=old, after=new) for field, old, new in found)


def _json(plan: ClipPlan) -> Any:
    return json.loads(plan.model_dump_json())


def _changes(before: Any, after: Any, field: str) -> Iterator[tuple[str, Any, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            inner = f"{field}.{name}".lstrip(".")
            yield from _changes(before.get(name), after.get(name), inner)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_list(before, after, field)
    else:
        yield field, before, after


def _in_list(before: list[Any], after: list[Any], field: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs between two lists; what only moved along does not."""
    old_keys, new_keys = _keys(before), _keys(after)
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for kind, old, old_end, new, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(old_end - old, new_end - new)
        for step in range(both):
            yield from _changes(before[old + step], after[new + step], f"{field}.{old + step}")
        for number in range(old + both, old_end):
            yield f"{field}.{number}", before[number], None
        for number in range(new + both, new_end):
            yield f"{field}.{number}", None, after[number]


def _keys(items: list[Any]) -> list[str]:
    return [json.dumps(item, sort_keys=True) for item in items]
