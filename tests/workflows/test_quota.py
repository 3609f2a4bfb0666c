"""A job whose recording is longer than what is left waits for a person, and costs nothing."""

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from core.domain.job import JobState
from tests.waiting import until
from tests.workflows.rooms import Rooms
from tests.workflows.running import reached, serving, start
from workflows.vod import VodWorkflow

pytestmark = pytest.mark.server


async def test_without_minutes_nothing_is_analysed_until_a_retry_finds_some(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    rooms.fail("reserve", 1, permanent=True)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await reached(job, "failed")
        said = (await job.query(VodWorkflow.progress)).error
        analysed = rooms.calls["prepare"]
        await job.signal(VodWorkflow.retry)
        result = await job.result()

    assert (said, analysed) == ("quota: reserve broke", 0)
    assert result.state is JobState.COMPLETED
    assert (rooms.calls["ingest"], rooms.calls["reserve"]) == (1, 2)


async def test_the_tables_learn_that_a_job_has_failed_for_good_and_not_before(
    clock: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    rooms.fail("plan", 3)
    async with serving(clock.client, rooms):
        job = await start(clock.client)
        await until(lambda: rooms.states[-1:] == ["failed"])
        waiting = rooms.row
        with pytest.raises(WorkflowFailureError):
            await job.result()

    assert waiting is not None
    assert rooms.row is not None
    assert (waiting.state, waiting.closed) == (JobState.FAILED, False)
    assert (rooms.row.state, rooms.row.closed) == (JobState.FAILED, True)


async def test_a_cancelled_job_is_closed(temporal: WorkflowEnvironment) -> None:
    rooms = Rooms()
    async with serving(temporal.client, rooms):
        job = await start(temporal.client, auto=False)
        await reached(job, "clips_generated")
        await job.cancel()
        with pytest.raises(WorkflowFailureError):
            await job.result()

    assert rooms.row is not None
    assert (rooms.row.state, rooms.row.closed) == (JobState.CANCELLED, True)
