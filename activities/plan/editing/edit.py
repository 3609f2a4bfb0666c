"""Apply operations to a plan."""

import json
from collections.abc import Sequence

from activities.plan import cutting
from activities.plan.editing import polishing, words
from activities.plan.editing.known import NOTHING, Known
from activities.plan.editing.operations import (
    AddEffect,
    AddSounds,
    Censor,
    ColdOpen,
    CutOnBeat,
    DeleteWords,
    Operation,
    RemoveEffect,
    ReplaceWords,
    SetField,
    Tighten,
)
from activities.plan.editing.writing import Raw, written
from core.domain.plan import ClipPlan
from core.domain.plan.checking import check_times
from core.domain.plan.reading import checked
from core.domain.span import Span
from core.errors import InvalidPlanError

_Polishing = AddSounds | Censor | CutOnBeat | Tighten
_Structural = AddEffect | ColdOpen | DeleteWords | RemoveEffect | ReplaceWords | _Polishing


def edited(plan: ClipPlan, operations: Sequence[Operation], known: Known = NOTHING) -> ClipPlan:
    """Return the plan after all operations, one after the other.

    ``known`` holds what ``needed`` and ``laid_under`` tell that they look at.

    Raises:
        InvalidPlanError: one of them cannot be done, or what comes out is no valid plan. The
            message names the field. Whether names stand for something is not looked at.
    """
    raw = _raw(plan)
    for operation in operations:
        # Fields that are set together are looked at together: one alone may be half a change.
        if isinstance(operation, SetField):
            raw = written(raw, operation)
        else:
            raw = _raw(_done(checked(raw), operation, known))
    valid = checked(raw)
    check_times(valid)
    return valid


def _raw(plan: ClipPlan) -> Raw:
    fields: Raw = json.loads(plan.model_dump_json())
    return fields


def _done(plan: ClipPlan, operation: _Structural, known: Known) -> ClipPlan:
    match operation:
        case DeleteWords(first=first, last=last):
            return words.deleted(plan, first, last)
        case ReplaceWords(first=first, last=last, text=text):
            return words.replaced(plan, first, first if last is None else last, text=text)
        case AddEffect(effect=effect):
            return plan.model_copy(update={"effects": (*plan.effects, effect)})
        case RemoveEffect(name=name):
            return _bare(plan, name)
        case ColdOpen(start=start, end=end):
            if end <= start:
                raise InvalidPlanError(f"the cold open {start:.2f}-{end:.2f} s is empty")
            return cutting.opened_with(plan, Span(start=start, end=end))
        case Tighten():
            return polishing.without_pauses(plan, operation, known)
        case AddSounds():
            return polishing.with_sounds(plan, operation, known)
        case Censor():
            return polishing.censored(plan, operation, known)
        case CutOnBeat():
            return polishing.on_the_beat(plan, operation, known)


def _bare(plan: ClipPlan, name: str) -> ClipPlan:
    kept = tuple(effect for effect in plan.effects if effect.name != name)
    if len(kept) == len(plan.effects):
        has = ", ".join(sorted({effect.name for effect in plan.effects})) or "none"
        raise InvalidPlanError(f"effects: the plan has no effect {name!r}; it has: {has}")
    return plan.model_copy(update={"effects": kept})
