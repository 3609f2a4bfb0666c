"""The system of this machine, as the commands talk to it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from sqlmodel import col, select
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import FailureError
from temporalio.service import RPCError, RPCStatusCode

from core.db.tables import Job
from core.db.usage import tier_of
from core.db.usage import usage as used_by
from core.domain.job import JobOptions, SourceRef
from core.domain.report import JobReport
from core.settings import settings
from deploy.local.commands import output, watch
from deploy.local.commands.clips_here import ClipsHere
from deploy.local.commands.findings import Findings, findings
from deploy.local.commands.output import Files
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.service import Act, Usage, Verdict
from deploy.local.commands.session import System, running_system
from deploy.local.commands.watch import View
from workflows.review import Decision
from workflows.starting import start_vod
from workflows.vod import VodRequest, VodWorkflow

# SPEC: a cancelled job has stopped all its processes within ten seconds.
_CANCEL_SECONDS = 30.0
# How long a player may take to read a clip from its address.
_OPEN_SECONDS = 3600


@dataclass(frozen=True)
class Here:
    """A running system of this machine."""

    system: System

    @property
    def clips(self) -> ClipsHere:
        return ClipsHere(self.system)

    async def start(self, source: SourceRef, options: JobOptions) -> UUID:
        job, limits = uuid4(), settings()
        request = VodRequest(
            workspace=str(self.system.workspace),
            job=str(job),
            source=source,
            options=options,
            # One that renders and one that waits: a pause ends the first and holds the other.
            parallel_clips=limits.worker.render_slots + 1,
            longest_hours=limits.ingest.max_hours,
            patience=limits.job.patience,
        )
        await start_vod(self.system.client, request)
        return job

    async def find(self, text: str) -> UUID:
        return await self.system.find(text)

    async def jobs(self, state: str | None, limit: int) -> list[dict[str, Any]]:
        query = select(Job).where(Job.workspace_id == self.system.workspace)
        if state:
            query = query.where(Job.state == state)
        async with self.system.database.transaction() as session:
            rows = await session.scalars(query.order_by(col(Job.created_at).desc()).limit(limit))
            return [output.job_row(job) for job in rows]

    async def report(self, job: UUID) -> JobReport:
        return await self.system.report(job)

    def follow(self, job: UUID, *, auto: bool) -> AsyncIterator[View]:
        return watch.follow(self.system, job, auto=auto)

    async def steer(self, job: UUID, act: Act, why: str = "") -> None:
        async with self._going_on(job):
            await self._steer(job, act, why)

    async def _steer(self, job: UUID, act: Act, why: str) -> None:
        handle = self.system.job(job)
        match act:
            case "pause":
                await handle.signal(VodWorkflow.pause, why)
            case "resume":
                await handle.signal(VodWorkflow.resume)
            case "retry":
                await handle.signal(VodWorkflow.retry)
            case "cancel":
                await handle.cancel()
                with suppress(WorkflowFailureError, TimeoutError):  # it ends by being cancelled
                    async with asyncio.timeout(_CANCEL_SECONDS):
                        await handle.result()

    async def decide(
        self, job: UUID, verdict: Verdict, *, clips: tuple[str, ...], why: str
    ) -> None:
        decision, handle = Decision(clips=clips, why=why), self.system.job(job)
        try:
            async with self._going_on(job):
                await handle.execute_update(verdict, decision, result_type=JobReport)
        except WorkflowUpdateFailedError as failure:
            cause = failure.cause
            said = cause.message if isinstance(cause, FailureError) else str(cause)
            raise CommandError(said, Exit.USAGE) from failure

    @asynccontextmanager
    async def _going_on(self, job: UUID) -> AsyncIterator[None]:
        """Do what only a job that goes on can be told to do.

        Raises:
            CommandError: it is over.
        """
        try:
            yield
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            state = (await self.report(job)).state.value
            raise CommandError(f"the job is {state}; it goes no further", Exit.USAGE) from error

    async def findings(self, report: JobReport) -> Findings:
        return await findings(self.system.store, report)

    async def files(self, report: JobReport) -> Mapping[str, Files]:
        return output.stored(self.system.store, report)

    async def export(self, report: JobReport, folder: Path) -> Mapping[str, Files]:
        return await output.export(self.system.store, report, folder)

    async def usage(self, workspace: UUID | None) -> Usage:
        place = workspace or self.system.workspace
        async with self.system.database.transaction() as rows:
            return Usage(place, await tier_of(rows, place), await used_by(rows, place))

    async def page(self, report: JobReport) -> str:
        ends, workflow = self.system.endpoints, quote(report.workflow_id, safe="")
        return f"{ends.web}/namespaces/{ends.namespace}/workflows/{workflow}"

    async def player(self, report: JobReport, clip: int) -> str:
        key = output.finished(report, clip).clip_key
        return await self.system.store.signed_url(key, _OPEN_SECONDS)


@asynccontextmanager
async def here(*, start: bool = False) -> AsyncIterator[Here]:
    """Give the system of this machine; with ``start``, one for the block if none runs.

    Raises:
        CommandError: no system runs, and none shall be started.
    """
    async with running_system(start=start) as system:
        yield Here(system)
