"""Change a plan, in a process of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from activities.plan.contract import CHANGES, PLAN, Edited, EditTask, Unheard
from activities.plan.editing.difference import Changes, changes
from activities.plan.editing.edit import edited
from activities.plan.editing.files import check_owned, named
from activities.plan.editing.known import Known, laid_under, needed
from activities.plan.editing.operations import Operation, read_operations
from core.domain.base import Value
from core.domain.plan import ClipPlan, read_plan
from core.domain.scenes import Scenes
from core.domain.sound import Beats, Sound
from core.domain.transcript import Transcript

V = TypeVar("V", bound=Value)


def edit(task: EditTask, report: Callable[[float], None]) -> Edited:
    """Leave the changed plan and what differs in files, unless music must be heard first.

    Raises:
        InvalidPlanError: an operation is not valid or cannot be done, or the plan would name
            a file of another workspace.
    """
    plan = read_plan(Path(task.plan).read_bytes())
    operations = read_operations(Path(task.operations).read_bytes())
    if unheard := _unheard(task, plan, operations):
        return Edited(unheard=unheard)
    after = edited(plan, operations, _known(task, operations))
    check_owned(after, task.workspace)
    newest = read_plan(Path(task.newest).read_bytes())
    found = Changes(changes=changes(newest, after))
    Path(PLAN).write_text(after.model_dump_json())
    Path(CHANGES).write_text(found.model_dump_json())
    report(1.0)
    return Edited(
        changed=after != newest,
        title=after.title,
        start=min(span.start for span in after.spans),
        end=max(span.end for span in after.spans),
        files=tuple({file for _, file in named(after)} - {file for _, file in named(plan)}),
    )


def _unheard(
    task: EditTask, plan: ClipPlan, operations: Sequence[Operation]
) -> tuple[Unheard, ...]:
    music = [file for file in laid_under(plan, operations) if file.key not in task.beats]
    for file in music:
        check_owned(file, task.workspace)
    return tuple(Unheard(file=file, seconds=plan.media.duration) for file in music)


def _known(task: EditTask, operations: Sequence[Operation]) -> Known:
    wanted = needed(operations) & task.known.keys()

    def read(name: str, kind: type[V]) -> V | None:
        return _read(task.known[name], kind) if name in wanted else None

    return Known(
        transcript=read("transcript", Transcript),
        scenes=read("scenes", Scenes),
        sound=read("sound", Sound),
        music={key: _read(path, Beats) for key, path in task.beats.items()},
    )


def _read(path: str, kind: type[V]) -> V:
    return kind.model_validate_json(Path(path).read_bytes())
