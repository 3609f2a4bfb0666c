"""What editing programs get and give, and the names of a plan, as activities."""

import asyncio

from temporalio import activity

from activities import catalog
from activities.render import names
from activities.render.contract import (
    CheckPlanRequest,
    ReadCutRequest,
    ReadCutResult,
    WriteCutRequest,
    WriteCutResult,
)
from activities.render.nle.tasks import CUT, OPERATIONS, Fields, ReadCutTask, WriteCutTask
from core.bench import Bench
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan, read_plan
from core.objects import stored

# Part of the keys: counts up when the same clip would be written or read otherwise.
_VERSION = 1


class ExchangeActivities:
    """What this room offers to who changes a clip."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def check_plan(self, request: CheckPlanRequest) -> None:
        """Return when everything that a plan names is known.

        Raises:
            InvalidPlanError: something is not; the message names its field and what there is.
        """
        await asyncio.to_thread(names.check, await self._plan(request.plan))

    @activity.defn
    async def write_cut(self, request: WriteCutRequest) -> WriteCutResult:
        """Write a clip for editing programs, once for each plan, format and place.

        Raises:
            UnknownPluginError: there is no such format.
            SourceNotFoundError: the plan or its recording is not stored any more.
        """
        suffix = catalog.EDIT_FORMATS.load(request.format)().suffix
        prefix = f"{request.workspace}/jobs/{request.job}/cuts/{request.fingerprint()}-{_VERSION}"
        async with self._bench.files() as local:
            plan = await self._plan(request.plan)
            task = WriteCutTask(
                plan=await local(request.plan),
                source=await local(plan.source),
                format=request.format,
                media=request.media,
            )
            work, files = "activities.render.nle.work:write", {CUT: f"{prefix}{suffix}"}
            await self._bench.make(f"{prefix}.json", work, task, Fields, files=files)
        return WriteCutResult(file=await stored(self._bench.store, f"{prefix}{suffix}"))

    @activity.defn
    async def read_cut(self, request: ReadCutRequest) -> ReadCutResult:
        """Tell as operations what an editing program changed of a clip.

        Raises:
            InvalidPlanError: the file is of no known format, is damaged, or holds something
                that no plan can say; the message names it.
            SourceNotFoundError: the plan or its recording is not stored any more.
        """
        prefix = f"{request.workspace}/jobs/{request.job}/cuts/{request.fingerprint()}-{_VERSION}"
        async with self._bench.files() as local:
            plan = await self._plan(request.plan)
            task = ReadCutTask(
                plan=await local(request.plan),
                source=await local(plan.source),
                file=await local(request.file),
                media=request.media,
            )
            work, files = "activities.render.nle.work:read", {OPERATIONS: f"{prefix}-{OPERATIONS}"}
            await self._bench.make(f"{prefix}.json", work, task, Fields, files=files)
        return ReadCutResult(operations=await stored(self._bench.store, f"{prefix}-{OPERATIONS}"))

    async def _plan(self, kept: Artifact) -> ClipPlan:
        async with self._bench.store.local(kept) as path:
            return read_plan(await asyncio.to_thread(path.read_bytes))
