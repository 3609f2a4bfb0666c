"""What is done every day, whatever is wrong with one workspace."""

import asyncio
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import (
    Client,
    CreateScheduleInput,
    Interceptor,
    OutboundInterceptor,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from activities.records import Announced, CloseRequest
from activities.retention import Lost, Places, PlacesRequest, Pruned, PruneRequest
from core.queues import Queue
from tests.temporal import described
from tests.waiting import answer, until
from tests.workflows.running import working
from workers import upkeep
from workflows import ids
from workflows.maintenance import RetentionRequest, RetentionWorkflow
from workflows.schedules import keep_schedules

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


def serving(client: Client, room: Room) -> AbstractAsyncContextManager[None]:
    parts: dict[Queue, list[Callable[..., Any]]] = {
        Queue.ORCHESTRATION: [room.list_places, room.close_job],
        Queue.CPU: [room.list_lost, room.prune_rows, room.prune_files],
    }
    return working(client, parts, RetentionWorkflow)


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


async def _paused(schedule: ScheduleHandle) -> bool:
    return (await described(schedule)).schedule.state.paused


async def test_it_is_scheduled_once_however_often_it_is_asked_for_and_stays_paused(
    temporal: WorkflowEnvironment,
) -> None:
    client = temporal.client
    await asyncio.gather(*(keep_schedules(client, mail_is_sent=False) for _ in range(3)))
    handle = client.get_schedule_handle(ids.RETENTION)
    await handle.pause(note="lunch")
    await answer(lambda: _paused(handle))
    await keep_schedules(client, mail_is_sent=False)
    found = await described(handle)
    await handle.delete()

    assert found.schedule.state.paused
    assert found.info.last_updated_at is None, "what was as it should be was updated"
    assert found.schedule.policy.catchup_window == timedelta(hours=1)
    assert [one.every.days for one in found.schedule.spec.intervals] == [1]


async def test_what_another_version_scheduled_becomes_as_this_one_says(
    temporal: WorkflowEnvironment,
) -> None:
    client = temporal.client
    await keep_schedules(client, mail_is_sent=False)
    handle = client.get_schedule_handle(ids.RETENTION)

    def older(found: ScheduleUpdateInput) -> ScheduleUpdate:
        schedule = found.description.schedule
        schedule.spec.intervals[0].every = timedelta(hours=7)
        schedule.state.paused = True
        return ScheduleUpdate(schedule=schedule)

    await handle.update(older)
    await answer(lambda: _paused(handle))
    await keep_schedules(client, mail_is_sent=False)

    async def daily() -> ScheduleDescription | None:
        found = await described(handle)
        return found if found.schedule.spec.intervals[0].every == timedelta(days=1) else None

    found = await answer(daily)
    await handle.delete()

    assert found.schedule.state.paused
    assert found.info.last_updated_at is not None


class Late(Interceptor):
    """Stands between a client and a server that does not answer in time at first."""

    def __init__(self, times: int) -> None:
        self.left = times

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _LateCalls(next, self)


class _LateCalls(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, late: Late) -> None:
        super().__init__(next)
        self._late = late

    async def create_schedule(self, input: CreateScheduleInput) -> ScheduleHandle:
        if self._late.left:
            self._late.left -= 1
            raise RPCError("Timeout expired", RPCStatusCode.CANCELLED, b"")
        return await super().create_schedule(input)


async def test_a_server_that_answers_late_is_asked_again(temporal: WorkflowEnvironment) -> None:
    late = Late(times=2)
    config = temporal.client.config()
    config["interceptors"] = [late]

    await upkeep.keep_up(Client(**config), mail_is_sent=False, again=timedelta(seconds=0.05))

    handle = temporal.client.get_schedule_handle(ids.RETENTION)
    assert (await described(handle)).schedule.policy.catchup_window == timedelta(hours=1)
    assert late.left == 0
    await handle.delete()


async def test_the_schedule_starts_it(temporal: WorkflowEnvironment) -> None:
    client, room = temporal.client, Room()
    await keep_schedules(client, mail_is_sent=False)
    handle = client.get_schedule_handle(ids.RETENTION)
    async with serving(client, room):
        await handle.trigger()
        await until(lambda: len(room.pruned) >= len(WORKSPACES))
    await handle.delete()

    assert room.pruned == WORKSPACES
