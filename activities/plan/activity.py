"""Planning as an activity."""

from collections.abc import Sequence

from temporalio import activity

from activities import catalog
from activities.plan.contract import (
    CHANGES,
    PLAN,
    Edited,
    EditPlanRequest,
    EditPlanResult,
    EditTask,
    PlannedClip,
    PlanRequest,
    PlanResult,
    Plans,
    PlanTask,
    ScoredPlan,
)
from core.bench import Bench, Made
from core.domain.artifact import Artifact
from core.errors import InvalidPlanError
from core.objects import InvalidKeyError, put_value, stored

# Part of the keys: a changed algorithm plans again, and changes plans again.
_VERSION = 5
_EDITING = 1

# What operations may look at of what is known of a recording.
_KNOWN = ("transcript", "scenes", "sound")


class PlanActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn(name="plan")
    async def plan_clips(self, request: PlanRequest) -> PlanResult:
        """Plan every chosen moment of a job, and store each plan under its own key.

        Raises:
            NothingToClipError: no moment was chosen.
            UnknownPluginError: the caption style or the layout is not in the catalogue.
        """
        catalog.CAPTION_STYLES.check(request.caption_style)
        if request.layout is not None:
            catalog.LAYOUTS.check(request.layout)
        key = f"{_folder(request)}/plan-{request.fingerprint()}-{_VERSION}.json"
        made = await self._bench.find(key, Plans) or await self._make(key, request)
        clips = [await self._store(request, scored) for scored in made.value.plans]
        return PlanResult(clips=tuple(clips), selection=request.selection, ran=made.ran("built-in"))

    @activity.defn
    async def edit_plan(self, request: EditPlanRequest) -> EditPlanResult:
        """Change a plan, and store what comes of it and what differs from the newest version.

        Whether names stand for something is not looked at.

        Raises:
            InvalidPlanError: an operation is not valid or cannot be done, or the plan would name
                a file that is not stored in this workspace.
            SourceNotFoundError: the plan is not stored any more.
        """
        made = await self._edit(request)
        edited = made.value
        await self._check_stored(edited.files + tuple(one.file for one in edited.unheard))
        if edited.unheard:
            return EditPlanResult(unheard=edited.unheard)
        return EditPlanResult(
            plan=await stored(self._bench.store, _edit_key(request, PLAN)),
            changes=await stored(self._bench.store, _edit_key(request, CHANGES)),
            **edited.model_dump(include={"changed", "title", "start", "end"}),
        )

    async def _edit(self, request: EditPlanRequest) -> Made[Edited]:
        async with self._bench.files() as local:
            task = EditTask(
                workspace=request.workspace,
                plan=await local(request.plan),
                newest=await local(request.newest),
                operations=await local(request.operations),
                known={name: await local(file) for name, file in await self._known(request)},
                beats={one.file.key: await local(one.beats) for one in request.music},
            )
            return await self._bench.make(
                _edit_key(request, "edited.json"),
                "activities.plan.editing.work:edit",
                task,
                Edited,
                files={name: _edit_key(request, name) for name in (PLAN, CHANGES)},
            )

    async def _known(self, request: EditPlanRequest) -> list[tuple[str, Artifact]]:
        """Return what is still stored of what is known of the recording."""
        keys = {name: request.artifacts.get(name) for name in _KNOWN}
        found = [(name, await self._bench.store.find(key)) for name, key in keys.items() if key]
        return [(name, file) for name, file in found if file is not None]

    async def _check_stored(self, files: Sequence[Artifact]) -> None:
        for file in files:
            try:
                found = await self._bench.store.find(file.key)
            except InvalidKeyError:
                found = None
            if found is None:
                raise InvalidPlanError(f"{file.key}: there is no such file in this workspace")

    async def _make(self, key: str, request: PlanRequest) -> Made[Plans]:
        async with self._bench.files() as local:
            task = PlanTask(
                transcript=await local(request.transcript),
                scenes=await local(request.scenes),
                faces=await local(request.faces),
                selection=await local(request.selection),
                job=request.job,
                source=request.source,
                media=request.media,
                caption_style=request.caption_style,
                layout=request.layout,
                formats=request.formats,
            )
            return await self._bench.make(key, "activities.plan.work:plan", task, Plans)

    async def _store(self, request: PlanRequest, scored: ScoredPlan) -> PlannedClip:
        plan = scored.plan
        key = f"{_folder(request)}/plans/{plan.clip_id}.json"
        return PlannedClip(
            clip_id=plan.clip_id,
            title=plan.title,
            start=plan.spans[0].start,
            end=plan.spans[-1].end,
            score=scored.score,
            format=scored.format,
            plan=await put_value(self._bench.store, key, plan),
        )


def _folder(request: PlanRequest) -> str:
    return f"{request.workspace}/jobs/{request.job}"


def _edit_key(request: EditPlanRequest, name: str) -> str:
    folder = f"{request.workspace}/jobs/{request.job}/plans"
    return f"{folder}/{request.clip_id}-{request.fingerprint()}-{_EDITING}-{name}"
