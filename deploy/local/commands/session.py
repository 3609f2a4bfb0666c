"""What every command needs: a system to talk to, a job to talk about, errors in one line."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from rich.console import Console
from sqlmodel import col, select
from temporalio.client import Client, WorkflowHandle, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.records.reading import read_report
from activities.records.versions import told
from core.db import Database
from core.db.ids import between
from core.db.tables import Clip, Job
from core.domain.job import ClipState
from core.domain.report import ClipReport, JobReport, StepReport
from core.errors import ClippedError, PermanentError
from core.objects import ObjectStore, open_store
from core.settings import Settings, settings
from core.temporal import connect
from deploy.client.line import LineError, RefusedError
from deploy.local import login
from deploy.local.commands.finding import Kind, beginning, only
from deploy.local.commands.refusal import CommandError, Exit, only_there
from deploy.local.stack import Endpoints, find_running, running, temporal_environment
from workflows import ids
from workflows.clip import ClipResult, ClipWorkflow
from workflows.vod import VodResult, VodWorkflow

console = Console(stderr=True, highlight=False)
"""What people read. Standard output is for what programs read."""

# HTTP statuses: who asks is not known; and from here on it is the API that failed.
_NO_TOKEN, _THEIRS = 401, 500

R = TypeVar("R", Job, Clip)

_KINDS: dict[type, Kind] = {Job: "job", Clip: "clip"}


@dataclass(frozen=True)
class System:
    """A running system."""

    endpoints: Endpoints
    client: Client
    database: Database
    store: ObjectStore
    workspace: UUID

    def job(self, job: UUID) -> WorkflowHandle[VodWorkflow, VodResult]:
        """Return the workflow of a job."""
        workflow_id = ids.vod(str(self.workspace), str(job))
        return self.client.get_workflow_handle_for(VodWorkflow.run, workflow_id)

    async def report(self, job: UUID) -> JobReport:
        """Return how a job stands, as its workflow and those of its clips tell it.

        Of a job that Temporal has forgotten the tables tell it.
        """
        try:
            report = await self.job(job).query(VodWorkflow.progress)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return await self._kept(job)
        report = await self._as_rendered(report)
        rendering = [clip for clip in report.clips if clip.state is ClipState.RENDERING]
        steps = [step for clip in rendering for step in await self._steps(report, clip)]
        return report.model_copy(update={"steps": (*report.steps, *steps)})

    async def _kept(self, job: UUID) -> JobReport:
        async with self.database.transaction() as session:
            if (row := await session.get(Job, job)) is None:
                raise CommandError(f"there is no job {job} any more", Exit.USAGE)
            return await read_report(session, row)

    async def _as_rendered(self, report: JobReport) -> JobReport:
        """Return a report with the clips that were rendered again since the job was over."""
        query = select(Clip).where(Clip.job_id == UUID(report.job), col(Clip.version) > 1)
        async with self.database.transaction() as session:
            rows = {str(row.id): row for row in await session.scalars(query)}
        clips = tuple(
            _newer(clip, rows[clip.clip_id]) if clip.clip_id in rows else clip
            for clip in report.clips
        )
        return report.model_copy(update={"clips": clips})

    async def _steps(self, report: JobReport, clip: ClipReport) -> tuple[StepReport, ...]:
        workflow_id = ids.clip(report.workspace, clip.clip_id, clip.version)
        handle: WorkflowHandle[ClipWorkflow, ClipResult] = self.client.get_workflow_handle_for(
            ClipWorkflow.run, workflow_id
        )
        try:
            return (await handle.query(ClipWorkflow.progress)).steps
        except (RPCError, WorkflowQueryFailedError):  # it has not started yet, or is about to end
            return ()

    async def find(self, text: str) -> UUID:
        """Return the id of the job that a person means: its id, or the beginning of it.

        Raises:
            CommandError: no job, or more than one, fits.
        """
        return (await self._find(Job, text)).id

    async def find_clip(self, text: str) -> Clip:
        """Return the clip that a person means: by its id, or the beginning of it.

        Raises:
            CommandError: no clip, or more than one, fits.
        """
        return await self._find(Clip, text)

    async def _find(self, table: type[R], text: str) -> R:
        prefix = beginning(text, _KINDS[table])
        query = select(table).where(
            col(table.id).between(*between(prefix)),
            col(table.workspace_id) == self.workspace,
        )
        async with self.database.transaction() as session:
            found = list(await session.scalars(query))
        return only(found, _KINDS[table], text)


@asynccontextmanager
async def running_system(*, start: bool = False) -> AsyncIterator[System]:
    """Give the system of this machine; with ``start``, one for the block if none runs.

    Raises:
        CommandError: none shall be started, and none runs or the commands speak to an API.
    """
    options = settings()
    if start:
        async with running(options, _say) as endpoints, _system(endpoints, options) as system:
            yield system
        return
    async with _system(await running_endpoints(), options) as system:
        yield system


async def running_endpoints() -> Endpoints:
    """Return where the running system of this machine is.

    Raises:
        CommandError: none runs for this data folder, or the commands speak to an API elsewhere.
    """
    if (known := login.current()) is not None:
        raise only_there(known.address)
    found = await find_running(settings())
    if found is None:
        raise CommandError(
            "no system is running for this data folder; start it with `clippedai up`",
            Exit.NO_SYSTEM,
        )
    return found


@asynccontextmanager
async def _system(endpoints: Endpoints, options: Settings) -> AsyncIterator[System]:
    os.environ.update(temporal_environment(endpoints))
    database, store = Database(endpoints.database, connections=2), open_store(options)
    try:
        yield System(
            endpoints=endpoints,
            client=await connect(),
            database=database,
            store=store,
            workspace=options.workspace,
        )
    finally:
        await store.close()
        await database.close()


def _newer(clip: ClipReport, row: Clip) -> ClipReport:
    """Return a clip as its row tells it, when that is of a later version."""
    if row.version <= clip.version:
        return clip
    return clip.model_copy(update={"error": "", **told(row)})


def run(command: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a command to its end; whatever goes wrong becomes one line and an exit code."""
    try:
        asyncio.run(command())
    except CommandError as error:
        _leave(str(error), error.code)
    except RefusedError as error:
        again = "; log in again with `clippedai login`" if error.status == _NO_TOKEN else ""
        _leave(f"{error}{again}", Exit.USAGE if error.status < _THEIRS else Exit.UNFORESEEN)
    except LineError as error:
        _leave(str(error), Exit.NO_SYSTEM)
    except PermanentError as error:
        _leave(str(error), Exit.USAGE)
    except ClippedError as error:
        _leave(str(error), Exit.UNFORESEEN)
    except (RPCError, WorkflowQueryFailedError) as error:
        _leave(f"Temporal says: {error.message}", Exit.UNFORESEEN)
    except (KeyboardInterrupt, asyncio.CancelledError):
        _leave("interrupted; the job goes on where it was at the next start", Exit.INTERRUPTED)


def print_json(value: object) -> None:
    """Write one JSON value to standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _say(line: str) -> None:
    console.print(line, style="dim", markup=False)


def _leave(message: str, code: Exit) -> NoReturn:
    console.print(f"clippedai: {message}", markup=False, soft_wrap=True)
    raise SystemExit(int(code))
