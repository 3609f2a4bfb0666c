"""The plans of clips: reading them, changing them, rendering them again, deciding about them."""

import asyncio
from collections.abc import Awaitable
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from activities.plan.editing import Change, Changes, Operation, SetField, changes
from activities.plan.editing.operations import MOST
from api import editing, idempotency, jobs, stored
from api.audit import note
from api.bodies import MAX_INTEGER, Answer, Body
from api.editing import History
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs
from api.mine import mine
from api.roles import Permission
from api.routes.clips import ClipAnswer
from api.routes.jobs import Reason
from core.db.tables import Clip
from core.domain.plan import ClipPlan
from core.objects import read_value
from workflows import asking
from workflows.editing import EditResult
from workflows.review import Decision

router = APIRouter(prefix="/clips", tags=["clips"])

Reader = Annotated[Caller, Depends(Needs(Permission.CLIPS_READ))]
Writer = Annotated[Caller, Depends(Needs(Permission.CLIPS_WRITE))]

_READ = may_say(*GUARDED, Code.CONFLICT, Code.GONE)
CHANGED = may_say(
    *(*GUARDED, Code.CONFLICT, Code.GONE, Code.IN_PROGRESS, Code.KEY_REUSED),
    *(Code.INVALID, Code.UNAVAILABLE),
)
_DECIDED = may_say(*GUARDED, Code.CONFLICT, Code.UNAVAILABLE)

Number = Annotated[int, Field(ge=1, le=MAX_INTEGER)]
Version = Annotated[
    int | None, Query(ge=1, le=MAX_INTEGER, description="A version; else the newest.")
]
Place = Annotated[int, Path(ge=1, le=MAX_INTEGER)]

_OPERATIONS = [
    {"op": "set", "path": "captions.style", "value": "karaoke"},
    {"op": "delete_words", "first": 3, "last": 5},
    {"op": "tighten", "speed": "natural"},
]


class PlanAnswer(Answer):
    clip: UUID
    version: int
    newest: int
    """The newest version: what a change names as its base."""
    plan: ClipPlan


class Difference(Answer):
    before: int
    after: int
    changes: tuple[Change, ...]


class Edit(Body):
    base: Annotated[Number, Field(examples=[1])]
    """The newest version that you know. When there is a later one, nothing is changed."""
    version: Number | None = None
    """The version that is changed; else the newest. To go back to one, change nothing of it."""
    operations: Annotated[
        tuple[Operation, ...], Field(max_length=MOST, examples=[_OPERATIONS])
    ] = ()
    """What is done to the plan, one after the other."""
    dry_run: bool = False
    """Tell what would change; keep nothing."""


class EditAnswer(Answer):
    clip: UUID
    version: int
    """The newest version now. It is rendered when somebody asks for it."""
    changes: tuple[Change, ...]
    """What differs from the version that was the newest."""
    plan: str
    """An address of the plan that came of it, also where it was only tried; for an hour."""


class Rendering(Body):
    version: Number | None = None
    """A version; else the newest."""
    quality: Annotated[Literal["draft", "final"] | None, Field(examples=["draft"])] = None
    """As it is said in the plan, unless given: another quality is another version."""


class RenderingAnswer(Answer):
    clip: UUID
    job: UUID
    """Its events tell how far it is."""
    version: int


class _Asked(Body):
    """What a key stands for: the same for another clip is another request."""

    clip: UUID
    what: Edit | Rendering


@router.get("/{clip}/plan", responses=_READ)
async def get_plan(clip: UUID, caller: Reader, version: Version = None) -> PlanAnswer:
    """Give the plan of a clip: everything that decides what it looks and sounds like."""
    past = await editing.history(caller, clip)
    chosen = past.version(version)
    plan = await editing.plan_of(caller, chosen)
    return PlanAnswer(clip=clip, version=chosen.version, newest=past.newest.version, plan=plan)


@router.get("/{clip}/versions/{before}/difference/{after}", responses=_READ)
async def compare_versions(clip: UUID, before: Place, after: Place, caller: Reader) -> Difference:
    """Tell what differs between two versions of a clip, field by field."""
    past = await editing.history(caller, clip)
    old, new = [await editing.plan_of(caller, past.version(number)) for number in (before, after)]
    found = await asyncio.to_thread(changes, old, new)
    return Difference(before=before, after=after, changes=found)


@router.patch("/{clip}", responses=CHANGED)
async def edit_clip(
    clip: UUID, wanted: Edit, caller: Writer, key: idempotency.Key = None
) -> EditAnswer:
    """Change the plan of a clip: its next version. The one before stays as it is."""
    past = await editing.history(caller, clip)
    # Who comes with a key may ask for what was carried out already.
    if wanted.base > past.newest.version or (key is None and wanted.base < past.newest.version):
        raise ApiError(Code.CONFLICT, f"the clip has version {past.newest.version} by now")

    async def make(name: UUID) -> EditAnswer:
        return await _change(caller, past, wanted, name)

    asked = _Asked(clip=clip, what=wanted)
    return await idempotency.once(caller, key, asked, answer=EditAnswer, make=make)


@router.post("/{clip}/rerender", status_code=202, responses=CHANGED)
async def rerender_clip(
    clip: UUID, caller: Writer, wanted: Rendering | None = None, key: idempotency.Key = None
) -> RenderingAnswer:
    """Build a clip again; what did not change is not computed again."""
    said = wanted or Rendering()
    past = await editing.history(caller, clip)
    past.version(said.version)

    async def make(name: UUID) -> RenderingAnswer:
        return await _render(caller, past, said, name)

    asked = _Asked(clip=clip, what=said)
    return await idempotency.once(caller, key, asked, answer=RenderingAnswer, make=make)


@router.post("/{clip}/approve", responses=_DECIDED)
async def approve_clip(clip: UUID, caller: Writer, reason: Reason | None = None) -> ClipAnswer:
    """Approve a clip that waits for it."""
    return await _decide(clip, caller, "approve", reason)


@router.post("/{clip}/reject", responses=_DECIDED)
async def reject_clip(clip: UUID, caller: Writer, reason: Reason | None = None) -> ClipAnswer:
    """Reject a clip that waits for approval."""
    return await _decide(clip, caller, "reject", reason)


async def edited(
    caller: Caller, past: History, doing: Awaitable[EditResult], act: str
) -> EditAnswer:
    """Return what came of a change, and write down who made it."""
    done = await doing
    found = await read_value(caller.services.store, done.changes, Changes)
    if done.version != past.newest.version:
        async with caller.rows() as rows:
            before, after = {"version": past.newest.version}, {"version": done.version}
            note(rows, caller, act, subject=past.clip.id, before=before, after=after)
    plan = await stored.address(caller.services, caller.workspace, done.plan.key, "plan.json")
    return EditAnswer(clip=past.clip.id, version=done.version, changes=found.changes, plan=plan)


async def _change(caller: Caller, past: History, wanted: Edit, name: UUID) -> EditAnswer:
    request = await editing.change_of(
        caller, past, base=wanted.base, version=wanted.version, dry_run=wanted.dry_run
    )
    doing = asking.edit(
        editing.asker(caller), request, name=str(name), operations=wanted.operations
    )
    return await edited(caller, past, doing, "clips.edit")


async def _render(caller: Caller, past: History, wanted: Rendering, name: UUID) -> RenderingAnswer:
    chosen = past.version(wanted.version)
    plan = await editing.plan_of(caller, chosen)
    profile = {"draft": "draft", "final": "standard"}.get(wanted.quality or "")
    if profile and (plan.output.profile == "draft") != (profile == "draft"):
        way = (SetField(path="output.profile", value=profile),)
        wish = Edit(base=past.newest.version, version=chosen.version, operations=way)
        made = await _change(caller, past, wish, name)
        past = await editing.history(caller, past.clip.id)
        chosen = past.version(made.version)
        plan = await editing.plan_of(caller, chosen)
    await editing.render(caller, past, chosen, plan)
    async with caller.rows() as rows:
        after = {"version": chosen.version}
        note(rows, caller, "clips.rerender", subject=past.clip.id, after=after)
    return RenderingAnswer(clip=past.clip.id, job=past.job.id, version=chosen.version)


async def _decide(clip: UUID, caller: Caller, update: str, reason: Reason | None) -> ClipAnswer:
    async with caller.rows() as rows:
        found = await mine(rows, caller, Clip, clip)
    decision = Decision(clips=(str(clip),), by=str(caller.user), why=reason.why if reason else "")
    job = await jobs.find(caller, found.job_id)
    report = await jobs.decide(caller, job, update, decision)
    told = next(one for one in report.clips if one.clip_id == str(clip))
    return ClipAnswer.model_validate(found).model_copy(update={"state": told.state})
