"""What a job does when much time passes."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from tests.workflows.rooms import Rooms
from tests.workflows.running import reached, serving, start
from workflows.vod import VodWorkflow

pytestmark = pytest.mark.server


async def test_a_failed_job_closes_as_failed_after_seven_days_without_retry(
    clock: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    rooms.fail("clip_select", 3)
    async with serving(clock.client, rooms):
        job = await start(clock.client, patience=1.0)
        with pytest.raises(WorkflowFailureError):
            await job.result()
        times = await job.describe()

    assert times.close_time is not None
    passed = times.close_time - times.start_time
    assert timedelta(days=7) <= passed < timedelta(days=7, minutes=5)
    assert rooms.states[-1] == "failed"


async def test_a_failed_job_can_be_retried_on_its_sixth_day(clock: WorkflowEnvironment) -> None:
    rooms = Rooms()
    rooms.fail("clip_select", 3)
    async with serving(clock.client, rooms):
        job = await start(clock.client, patience=1.0)
        await clock.sleep(timedelta(days=6))
        await job.signal(VodWorkflow.retry)
        result = await job.result()

    assert result.state.value == "completed"


async def test_the_waits_between_attempts_are_those_of_the_timetable(
    clock: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    rooms.fail("ingest", 2)
    async with serving(clock.client, rooms):
        job = await start(clock.client, patience=1.0)
        await job.result()

    first, second, third = rooms.started["ingest"]
    assert 30 <= (second - first).total_seconds() < 50
    assert 60 <= (third - second).total_seconds() < 80


async def test_a_paused_job_waits_for_as_long_as_it_takes(clock: WorkflowEnvironment) -> None:
    rooms = Rooms()
    async with serving(clock.client, rooms):
        job = await start(clock.client, auto=False)
        await reached(job, "clips_generated")
        await job.signal(VodWorkflow.pause, "holidays")
        await clock.sleep(timedelta(days=30))
        await job.execute_update(VodWorkflow.approve)
        held = rooms.calls["render"]
        await job.signal(VodWorkflow.resume)
        result = await job.result()

    assert held == 0
    assert result.state.value == "completed"
