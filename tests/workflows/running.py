"""Run a job's workflow against stand-ins for its rooms."""

import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.gate.activity import GateActivities
from core.domain.job import JobOptions, SourceKind, SourceRef
from core.queues import Queue
from tests.waiting import answer, until
from tests.workflows.rooms import Rooms
from workers.wiring import RUNNER, WORKFLOWS
from workflows import ids
from workflows.vod import VodRequest, VodResult, VodWorkflow

WORKSPACE = str(uuid.UUID(int=1))

Job = WorkflowHandle[VodWorkflow, VodResult]


@asynccontextmanager
async def serving(
    client: Client,
    rooms: Rooms,
    *,
    cached: int = 100,
    slots: int = 100,
    gate: GateActivities | None = None,
) -> AsyncIterator[None]:
    """Serve every queue with the stand-ins, but for those who speak to gates when these are.

    ``slots`` is how many steps a queue works on at once.
    """
    activities = rooms.activities()
    if gate is not None:
        activities = [one for one in activities if one not in (rooms.ask, rooms.look)]
        activities += [gate.ask, gate.look]
    async with AsyncExitStack() as stack:
        for queue in Queue:
            orchestrates = queue is Queue.ORCHESTRATION
            worker = Worker(
                client,
                task_queue=queue,
                workflows=WORKFLOWS if orchestrates else [],
                activities=activities,
                workflow_runner=RUNNER,
                max_cached_workflows=cached if orchestrates else 0,
                max_concurrent_activities=100 if orchestrates else slots,
                disable_eager_activity_execution=True,
                max_heartbeat_throttle_interval=timedelta(milliseconds=100),
            )
            await stack.enter_async_context(worker)
        yield


async def start(
    client: Client, *, workspace: str = WORKSPACE, patience: float = 0.001, **options: Any
) -> Job:
    """Start a job, and return its workflow."""
    job = str(uuid.uuid4())
    request = VodRequest(
        workspace=workspace,
        job=job,
        source=SourceRef(kind=SourceKind.FILE, location="talk.mp4"),
        options=JobOptions(**options),
        patience=patience,
    )
    return await client.start_workflow(
        VodWorkflow.run, request, id=ids.vod(workspace, job), task_queue=Queue.ORCHESTRATION
    )


async def reached(job: Job, state: str) -> None:
    """Return when the job is in that state."""

    async def there() -> bool:
        return (await job.query(VodWorkflow.progress)).state.value == state

    await answer(there)


async def called(rooms: Rooms, name: str, times: int = 1) -> None:
    """Return when an activity has been called so often."""
    await until(lambda: rooms.calls[name] >= times)


@asynccontextmanager
async def working(
    client: Client, parts: Mapping[Queue, Sequence[Callable[..., Any]]], *workflows: type
) -> AsyncIterator[None]:
    """Serve some activities by their queues, and some workflows; no history is kept in memory."""
    async with AsyncExitStack() as stack:
        for queue, activities in parts.items():
            worker = Worker(
                client,
                task_queue=queue,
                activities=activities,
                workflows=workflows if queue is Queue.ORCHESTRATION else [],
                workflow_runner=RUNNER,
                max_cached_workflows=0,
            )
            await stack.enter_async_context(worker)
        yield
