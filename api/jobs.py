"""Jobs: making them once, asking their workflows, steering them."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from temporalio.client import (
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import FailureError
from temporalio.service import RPCError, RPCStatusCode

from api.audit import note
from api.errors import ApiError, Code
from api.identity import Caller
from api.mine import mine
from core.db.tables import Job
from core.domain.job import JobOptions, JobState, SourceRef
from core.domain.report import JobReport
from workflows import ids
from workflows.review import Decision
from workflows.starting import start_vod
from workflows.vod import VodRequest, VodResult, VodWorkflow

R = TypeVar("R")

# Somebody waits for the answer to an update.
_PATIENCE = timedelta(seconds=10)


async def make(caller: Caller, job: UUID, source: SourceRef, options: JobOptions) -> Job:
    """Start the workflow of a job, and write the job down; doing it again changes nothing.

    Should the process die in between, then the workflow writes the job down itself.

    Raises:
        RPCError: Temporal does not answer; there is no such job then.
    """
    request = _request(caller, job, source, options)
    await start_vod(caller.services.temporal, request)
    row = {
        "id": job,
        "workspace_id": caller.workspace,
        "workflow_id": ids.vod(request.workspace, request.job),
        "mode": "vod",
        "source_kind": source.kind.value,
        "source": source.location,
        "title": source.title,
        "state": JobState.CREATED.value,
        "options": options.model_dump(mode="json"),
        "created_by": caller.user,
    }
    async with caller.rows() as rows:
        await rows.execute(insert(Job).values(row).on_conflict_do_nothing())
        note(rows, caller, "jobs.create", subject=job, after={"source": source.location})
        return await rows.get_one(Job, job)


def _request(caller: Caller, job: UUID, source: SourceRef, options: JobOptions) -> VodRequest:
    settings = caller.services.settings
    return VodRequest(
        workspace=str(caller.workspace),
        job=str(job),
        source=source,
        options=options,
        created_by=str(caller.user),
        parallel_clips=settings.worker.render_slots + 1,
        longest_hours=settings.ingest.max_hours,
        patience=settings.job.patience,
    )


async def find(caller: Caller, job: UUID) -> Job:
    """Return a job of the workspace.

    Raises:
        ApiError: there is none of that id.
    """
    async with caller.rows() as rows:
        return await mine(rows, caller, Job, job)


def check_failed(job: Job) -> None:
    """Raise ApiError when there is nothing to be tried again."""
    if job.state != JobState.FAILED.value:
        raise ApiError(Code.CONFLICT, f"the job is {job.state}; only a failed one is tried again")


def handle(caller: Caller, job: UUID) -> WorkflowHandle[VodWorkflow, VodResult]:
    """Return the workflow of a job of the workspace."""
    return caller.services.temporal.get_workflow_handle_for(
        VodWorkflow.run, ids.vod(str(caller.workspace), str(job))
    )


async def steer(caller: Caller, job: Job, act: str, doing: Awaitable[R]) -> R:
    """Carry out what steers a job, and write down who did it.

    Raises:
        ApiError: the job is over, or not in a state in which that can be done.
    """
    try:
        done = await doing
    except WorkflowUpdateFailedError as failure:
        cause = failure.cause
        said = cause.message if isinstance(cause, FailureError) else str(cause)
        raise ApiError(Code.CONFLICT, said) from failure
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise ApiError(Code.CONFLICT, f"the job is {job.state}; it goes no further") from error
        raise
    async with caller.rows() as rows:
        note(rows, caller, f"jobs.{act}", subject=job.id, before={"state": job.state})
    return done


async def decide(caller: Caller, job: Job, update: str, decision: Decision) -> JobReport:
    """Approve or reject clips of a job, and return how it stands then.

    Raises:
        ApiError: they do not wait for it, or no worker answers in time.
    """
    doing = handle(caller, job.id).execute_update(
        update, decision, result_type=JobReport, rpc_timeout=_PATIENCE
    )
    try:
        return await steer(caller, job, update, doing)
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise ApiError(Code.UNAVAILABLE, "no worker answers; try again when one runs") from error
