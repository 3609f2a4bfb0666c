"""Asking for what somebody waits for, the same way whoever asks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import Priority, WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.types import MethodAsyncSingleParam

from activities.plan.editing import Operation
from activities.plan.editing.operations import OPERATIONS
from activities.render import WriteCutRequest, WriteCutResult
from activities.render.report.contract import PrintReportRequest, PrintReportResult
from core.errors import ClippedError, ProcessFailedError, UpstreamBusyError, by_name
from core.queues import Queue
from workflows import ids
from workflows.editing import EditRequest, EditResult, EditWorkflow, ExportWorkflow
from workflows.reporting import ReportWorkflow
from workflows.starting import attributes_of

if TYPE_CHECKING:
    from core.objects import ObjectStore


class OfJob(Protocol):
    """What somebody asks of a job."""

    @property
    def workspace(self) -> str: ...

    @property
    def job(self) -> str: ...


R = TypeVar("R")
W = TypeVar("W")
A = TypeVar("A", bound=OfJob)

# Whoever asked has gone by then.
_LONGEST = timedelta(minutes=10)


@dataclass(frozen=True)
class Asker:
    """Who asks: a client of Temporal, the store, and how long somebody waits."""

    client: Client
    store: "ObjectStore"
    patience: timedelta


async def edit(
    asker: Asker,
    request: EditRequest,
    *,
    name: str,
    operations: Sequence[Operation] = (),
    file: bytes | None = None,
) -> EditResult:
    """Change a clip's plan by operations, or as an editing program did in a file.

    ``name`` is that of this request among those for the clip; the same one again gives the
    same result.

    Raises:
        ClippedError: it cannot be done, and nothing is changed; ``OvertakenError`` when somebody
            else was faster, ``UpstreamBusyError`` when no worker did it in time.
        RPCError: Temporal does not answer.
    """
    key = f"{request.workspace}/jobs/{request.job}/edits/{name}"
    said = file if file is not None else OPERATIONS.dump_json(tuple(operations))
    kept = await asker.store.put_bytes(key, said)
    what = {"operations" if file is None else "file": kept}
    try:
        return await _edit(asker, request.model_copy(update=what), name)
    finally:
        await asker.store.delete(key)


async def _edit(asker: Asker, request: EditRequest, name: str) -> EditResult:
    handle = await _start(
        asker,
        EditWorkflow.run,
        request,
        id=ids.edit(request.workspace, request.clip_id, name),
        kind="edit",
        summary=f"a change of version {request.base}",
    )
    try:
        return await _answer(handle, asker.patience)
    except UpstreamBusyError:
        await handle.cancel()
        raise


async def export(asker: Asker, request: WriteCutRequest, clip_id: str) -> WriteCutResult:
    """Write a clip for editing programs, unless that goes on already, and return the file.

    Raises:
        ClippedError: it cannot be written; ``UpstreamBusyError`` when it takes longer, in which
            case who asks again finds it.
        RPCError: Temporal does not answer.
    """
    handle = await _start(
        asker,
        ExportWorkflow.run,
        request,
        id=ids.export(request.workspace, clip_id, request.fingerprint()),
        kind="export",
        summary=f"a clip as {request.format}",
    )
    return await _answer(handle, asker.patience)


async def report(asker: Asker, request: PrintReportRequest) -> PrintReportResult:
    """Print what a job found and made, unless that goes on already, and return the file.

    Raises:
        ClippedError: it cannot be printed; ``UpstreamBusyError`` when it takes longer, in which
            case who asks again finds it.
        RPCError: Temporal does not answer.
    """
    handle = await _start(
        asker,
        ReportWorkflow.run,
        request,
        id=ids.report(request.workspace, request.job, request.fingerprint()),
        kind="report",
        summary="what a job found and made",
    )
    return await _answer(handle, asker.patience)


async def _start(
    asker: Asker,
    run: MethodAsyncSingleParam[W, A, R],
    request: A,
    *,
    id: str,
    kind: str,
    summary: str,
) -> WorkflowHandle[W, R]:
    """Start a workflow that somebody waits for, unless it goes on already."""
    return await asker.client.start_workflow(
        run,
        request,
        id=id,
        task_queue=Queue.ORCHESTRATION,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        execution_timeout=_LONGEST,
        priority=Priority(fairness_key=request.workspace),
        search_attributes=attributes_of(request.workspace, request.job, kind),
        static_summary=summary,
    )


async def _answer(handle: WorkflowHandle[Any, R], patience: timedelta) -> R:
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await handle.result()
    except TimeoutError:
        raise UpstreamBusyError("no worker answers; try again when one runs") from None
    except WorkflowFailureError as failure:
        raise _refusal(failure.cause) from failure


def _refusal(failure: BaseException | None) -> ClippedError:
    """Return why a workflow failed: the error that an activity raised, or the workflow itself."""
    while isinstance(failure, FailureError) and not isinstance(failure, ApplicationError):
        if failure.cause is None:
            break
        failure = failure.cause
    if isinstance(failure, ApplicationError):
        return by_name(failure.type or "")(failure.message)
    return ProcessFailedError(f"it was not carried out: {failure}; try again")
