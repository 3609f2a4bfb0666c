"""Speak with editing programs, in a process of its own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from activities.render.nle.exchange import exported, imported
from activities.render.nle.recording import recording
from activities.render.nle.tasks import CUT, OPERATIONS, Fields, ReadCutTask, WriteCutTask
from core.domain.plan import ClipPlan, read_plan

# What an edit changes of a plan.
_FIELDS = ("spans", "transitions", "effects", "audio.sounds", "audio.censoring.spans", "markers")


def write(task: WriteCutTask, report: Callable[[float], None]) -> Fields:
    """Leave the file for an editing program.

    Raises:
        UnknownPluginError: there is no such format.
        UnreadableMediaError: the source is no recording.
    """
    plan = read_plan(Path(task.plan).read_bytes())
    source = recording(plan, Path(task.source), found_at=task.media)
    Path(CUT).write_bytes(exported(plan, source, task.format))
    report(1.0)
    return Fields()


def read(task: ReadCutTask, report: Callable[[float], None]) -> Fields:
    """Leave the operations that make of the plan what the program made of the clip.

    Raises:
        InvalidPlanError: the file is of no known format, is damaged, or holds something that
            no plan can say.
        UnreadableMediaError: the source is no recording.
    """
    plan = read_plan(Path(task.plan).read_bytes())
    source = recording(plan, Path(task.source), found_at=task.media)
    found = list(differing(plan, imported(plan, source, Path(task.file).read_bytes())))
    Path(OPERATIONS).write_text(json.dumps(found))
    report(1.0)
    return Fields(names=tuple(one["path"] for one in found))


def differing(before: ClipPlan, after: ClipPlan) -> Iterator[dict[str, Any]]:
    """Yield the operations that make one plan of the other, where an edit changed it."""
    old, new = (plan.model_dump(mode="json") for plan in (before, after))
    for field in _FIELDS:
        if _field(old, field) != _field(new, field):
            yield {"op": "set", "path": field, "value": _field(new, field)}


def _field(fields: object, path: str) -> object:
    for name in path.split("."):
        assert isinstance(fields, dict)
        fields = fields[name]
    return fields
