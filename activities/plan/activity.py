"""Planning as an activity."""

from temporalio import activity

from activities import catalog
from activities.plan.contract import (
    PlannedClip,
    PlanRequest,
    PlanResult,
    Plans,
    PlanTask,
    ScoredPlan,
)
from core.bench import Bench, Made
from core.objects import put_value

# Part of the key: a changed algorithm plans again.
_VERSION = 5


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
            candidate=scored.candidate,
            format=scored.format,
            plan=await put_value(self._bench.store, key, plan),
        )


def _folder(request: PlanRequest) -> str:
    return f"{request.workspace}/jobs/{request.job}"
