"""What is done every day, whatever is wrong with one workspace."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.records import Announced, CloseRequest
from activities.retention import Lost, Places, PlacesRequest, Pruned, PruneRequest
from core.queues import Queue
from workers.wiring import RUNNER
from workflows import ids
from workflows.maintenance import RetentionRequest, RetentionWorkflow
from workflows.starting import keep_schedules

pytestmark = pytest.mark.server

WORKSPACES = [str(uuid.UUID(int=number)) for number in range(1, 6)]


class Room:
    """Stands in for the room that deletes."""

    def __init__(self, broken: str = "") -> None:
        self.broken = broken
        self.pruned: list[str] = []
        self.lost = {WORKSPACES[2]: ["a", "b"]}

    @activity.defn
    async def list_places(self, request: PlacesRequest) -> Places:
        left = [one for one in WORKSPACES if one > request.after]
        return Places(workspaces=tuple(left[:2]))

    @activity.defn
    async def list_lost(self, request: PruneRequest) -> Lost:
        return Lost(jobs=tuple(self.lost.get(request.workspace, ())))

    @activity.defn
    async def close_job(self, request: CloseRequest) -> Announced | None:
        self.lost[request.workspace].remove(request.job)
        return None

    @activity.defn
    async def prune_rows(self) -> Pruned:
        return Pruned(rows=7)

    @activity.defn
    async def prune_files(self, request: PruneRequest) -> Pruned:
        self.pruned.append(request.workspace)
        if request.workspace == self.broken:
            raise ApplicationError("the disk is broken", non_retryable=True)
        return Pruned(files=2)


@asynccontextmanager
async def serving(client: Client, room: Room) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        parts: dict[Queue, list[Callable[..., Any]]] = {
            Queue.ORCHESTRATION: [room.list_places, room.close_job],
            Queue.CPU: [room.list_lost, room.prune_rows, room.prune_files],
        }
        for queue, activities in parts.items():
            worker = Worker(
                client,
                task_queue=queue,
                activities=activities,
                workflows=[RetentionWorkflow] if queue is Queue.ORCHESTRATION else [],
                workflow_runner=RUNNER,
                max_cached_workflows=0,
            )
            await stack.enter_async_context(worker)
        yield


async def test_one_broken_workspace_does_not_keep_the_others(
    temporal: WorkflowEnvironment,
) -> None:
    room = Room(broken=WORKSPACES[1])
    async with serving(temporal.client, room):
        result = await temporal.client.execute_workflow(
            RetentionWorkflow.run,
            RetentionRequest(),
            id=f"retention/{uuid.uuid4()}",
            task_queue=Queue.ORCHESTRATION,
        )

    assert room.pruned == WORKSPACES
    assert result.pruned == Pruned(rows=7, files=8)
    assert result.failed == (WORKSPACES[1],)
    assert room.lost == {WORKSPACES[2]: []}


async def test_it_is_scheduled_once_however_often_it_is_asked_for_and_stays_paused(
    temporal: WorkflowEnvironment,
) -> None:
    client = temporal.client
    await asyncio.gather(*(keep_schedules(client, mail_is_sent=False) for _ in range(3)))
    handle = client.get_schedule_handle(ids.RETENTION)
    await handle.pause(note="lunch")
    while not (await handle.describe()).schedule.state.paused:
        await asyncio.sleep(0.05)
    await keep_schedules(client, mail_is_sent=False)
    found = await handle.describe()
    await handle.delete()

    assert found.schedule.state.paused
    assert found.schedule.policy.catchup_window == timedelta(hours=1)
    assert [one.every.days for one in found.schedule.spec.intervals] == [1]


async def test_the_schedule_starts_it(temporal: WorkflowEnvironment) -> None:
    client, room = temporal.client, Room()
    await keep_schedules(client, mail_is_sent=False)
    handle = client.get_schedule_handle(ids.RETENTION)
    async with serving(client, room), asyncio.timeout(30):
        await handle.trigger()
        while len(room.pruned) < len(WORKSPACES):
            await asyncio.sleep(0.1)
    await handle.delete()

    assert room.pruned == WORKSPACES
