"""A job, seen from outside: what it does when things go well, badly, or are stopped."""

import asyncio

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError, CancelledError
from temporalio.testing import WorkflowEnvironment

from core.domain.job import ClipState, JobState, StepName, StepState
from tests.waiting import answer, until
from tests.workflows.rooms import Rooms, row
from tests.workflows.running import WORKSPACE, Job, called, reached, serving, start
from workflows import ids
from workflows.review import Decision
from workflows.vod import VodWorkflow

pytestmark = pytest.mark.server


async def test_a_job_goes_through_its_states_and_does_every_step_once(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=3)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        result = await job.result()
        report = await job.query(VodWorkflow.progress)

    assert result.state is JobState.COMPLETED
    assert len(result.clips) == 3
    assert rooms.states[-1] == "completed"
    assert {name: n for name, n in rooms.done.items() if n != 1} == {"render": 3, "thumbnail": 3}
    assert all(step.state is StepState.COMPLETED for step in report.steps)
    assert [clip.state for clip in report.clips] == [ClipState.READY] * 3


async def test_an_analysis_ends_before_a_clip_is_chosen(temporal: WorkflowEnvironment) -> None:
    rooms = Rooms()
    async with serving(temporal.client, rooms):
        job = await start(temporal.client, only_analysis=True)
        result = await job.result()

    assert (result.state, result.clips) == (JobState.COMPLETED, ())
    assert rooms.calls["attribute"] == rooms.calls["find_topics"] == 1
    assert rooms.calls["clip_select"] == rooms.calls["render"] == 0


async def test_the_shapes_of_a_moment_are_rendered_with_its_first_clip(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=2)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client, formats=("9:16", "1:1", "4:5", "1:1"))
        result = await job.result()
        report = await job.query(VodWorkflow.progress)

    assert len(result.clips) == rooms.done["render"] == 6
    assert [clip.format for clip in report.clips] == ["9:16", "1:1", "4:5"] * 2
    assert all(clip.state is ClipState.READY for clip in report.clips)
    for first in (0, 3):
        plans = [f"ws/test/plan-{first + n}.json" for n in range(3)]
        assert [rooms.beside[plan] for plan in plans] == [tuple(plans[1:]), (), ()]
        assert rooms.rendered.index(plans[0]) < min(map(rooms.rendered.index, plans[1:]))


async def test_a_long_source_is_worked_on_in_parts_and_put_together(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(parts=3)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await job.result()
        report = await job.query(VodWorkflow.progress)

    for name in ("prepare", "transcribe", "diarize", "detect_scenes", "track_faces", "listen"):
        assert [rooms.done[f"{name} {part}"] for part in (1, 2, 3)] == [1, 1, 1]
    assert set(rooms.joined.values()) == {(0, 1, 2)}
    assert len(rooms.joined) == 5
    heard = [step.part for step in report.steps if step.name is StepName.TRANSCRIBE]
    assert sorted(heard[:-1], key=lambda part: part or 0) == [1, 2, 3]
    assert heard[-1] is None
    assert all(rooms.rows[row(step)] == step for step in report.steps)


async def test_a_part_that_fails_holds_up_no_other_and_is_all_that_a_retry_repeats(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(parts=3)
    rooms.fail("transcribe 2", 2)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await reached(job, "failed")
        failed = await job.query(VodWorkflow.progress)
        await until(lambda: rooms.done["listen 3"] and rooms.done["transcribe 3"])
        await job.signal(VodWorkflow.retry)
        result = await job.result()

    assert "transcribe of part 2: transcribe 2 broke" in failed.error
    assert result.state is JobState.COMPLETED
    assert rooms.calls["transcribe 2"] == 3
    assert {rooms.calls[f"{name} {n}"] for name in ("prepare", "listen") for n in (1, 2, 3)} == {1}


async def test_a_part_without_a_picture_is_left_out(temporal: WorkflowEnvironment) -> None:
    rooms = Rooms(parts=3)
    rooms.missing = {2}
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        result = await job.result()

    assert result.state is JobState.COMPLETED
    assert set(rooms.joined.values()) == {(0, 1)}
    assert rooms.calls["transcribe 3"] == 0


async def test_what_the_tables_are_told_at_the_end_is_what_the_workflow_knows(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await job.result()
        report = await job.query(VodWorkflow.progress)

    for step in report.steps:
        assert rooms.rows[row(step)] == step
    for clip in report.clips:
        assert rooms.rows[clip.clip_id] == clip


async def test_a_step_that_fails_once_is_tried_again(temporal: WorkflowEnvironment) -> None:
    rooms = Rooms()
    rooms.fail("transcribe", 1)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await job.result()
        report = await job.query(VodWorkflow.progress)

    transcribe = next(step for step in report.steps if step.name == "transcribe")
    assert transcribe.ran is not None
    assert transcribe.ran.attempt == 2
    assert rooms.calls["ingest"] == 1


async def test_a_step_without_attempts_left_leaves_the_job_failed_but_alive_until_retry(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    rooms.fail("transcribe", 2)  # as many as it has attempts
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await reached(job, "failed")
        failed = await job.query(VodWorkflow.progress)
        await job.signal(VodWorkflow.retry)
        result = await job.result()

    assert "transcribe broke" in failed.error
    assert result.state is JobState.COMPLETED
    assert rooms.calls["transcribe"] == 3
    assert rooms.calls["ingest"] == rooms.calls["track_faces"] == 1


async def test_a_clip_that_fails_is_rendered_again_on_retry_and_the_others_are_not(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=2)
    rooms.fail("thumbnail", 1, permanent=True)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await reached(job, "failed")
        failed = await job.query(VodWorkflow.progress)
        await job.signal(VodWorkflow.retry)
        await job.result()

    assert ClipState.FAILED in {clip.state for clip in failed.clips}
    assert rooms.done["thumbnail"] == 2


async def test_a_paused_job_ends_its_step_and_waits(temporal: WorkflowEnvironment) -> None:
    rooms = Rooms()
    ingest = rooms.hold("ingest")
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await called(rooms, "ingest")
        await job.signal(VodWorkflow.pause, "lunch")
        ingest.set()
        await until(lambda: rooms.done["ingest"])
        await asyncio.sleep(0.5)
        waiting = await job.query(VodWorkflow.progress)
        await job.signal(VodWorkflow.resume)
        result = await job.result()

    assert waiting.paused
    assert [step.state for step in waiting.steps] == [StepState.COMPLETED]
    assert result.state is JobState.COMPLETED


async def _heard_by_clip(client: Client, job: Job) -> bool:
    """Say whether a signal has reached the first clip of a job."""
    (clip,) = (await job.query(VodWorkflow.progress)).clips
    made = client.get_workflow_handle(ids.clip(WORKSPACE, clip.clip_id, clip.version))
    signalled = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
    return any([event.event_type == signalled async for event in made.fetch_history_events()])


async def test_a_pause_reaches_clips_that_are_being_made(temporal: WorkflowEnvironment) -> None:
    rooms = Rooms(clips=1)
    render = rooms.hold("render")
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await called(rooms, "render")
        await job.signal(VodWorkflow.pause, "")
        await answer(lambda: _heard_by_clip(temporal.client, job))
        render.set()
        await until(lambda: rooms.done["render"])
        await asyncio.sleep(0.5)
        held = rooms.calls["thumbnail"]
        await job.signal(VodWorkflow.resume)
        await job.result()

    assert held == 0
    assert rooms.done["thumbnail"] == 1


@pytest.mark.parametrize("step", ["ingest", "transcribe", "render"])
async def test_cancelling_stops_the_step_that_runs(
    temporal: WorkflowEnvironment, step: str
) -> None:
    rooms = Rooms(clips=1)
    rooms.hold(step)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await called(rooms, step)
        await job.cancel()
        with pytest.raises(WorkflowFailureError) as failure:
            await job.result()
        description = await job.describe()

    assert isinstance(failure.value.cause, CancelledError)
    assert description.status is WorkflowExecutionStatus.CANCELED
    assert rooms.cancelled[step] == 1
    assert rooms.states[-1] == "cancelled"


async def test_a_cancelled_job_closes_only_when_the_last_of_its_steps_has_stopped(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=3)
    rooms.hold("render")
    rooms.linger = 1.0
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await called(rooms, "render", 3)
        await job.cancel()
        with pytest.raises(WorkflowFailureError):
            await job.result()
        stopped = rooms.cancelled["render"]

    assert stopped == 3


async def test_chosen_moments_wait_for_approval_when_the_job_is_not_automatic(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=3)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client, auto=False)
        await reached(job, "clips_generated")
        clips = [clip.clip_id for clip in (await job.query(VodWorkflow.progress)).clips]
        await job.execute_update(VodWorkflow.reject, Decision(clips=(clips[0],)))
        await job.execute_update(VodWorkflow.approve, Decision())
        result = await job.result()

    assert result.clips == tuple(clips[1:])
    assert rooms.done["render"] == 2


async def test_rendered_clips_wait_for_review_when_the_job_asks_for_it(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=2)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client, review=True)
        await reached(job, "review")
        report = await job.execute_update(VodWorkflow.approve, Decision(by="ann"))
        result = await job.result()

    assert {clip.state for clip in report.clips} == {ClipState.APPROVED}
    assert result.state is JobState.COMPLETED


async def test_an_approval_nobody_waits_for_is_refused_and_changes_nothing(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    ingest = rooms.hold("ingest")
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        with pytest.raises(WorkflowUpdateFailedError) as refusal:
            await job.execute_update(VodWorkflow.approve, Decision())
        ingest.set()
        result = await job.result()

    assert isinstance(refusal.value.cause, ApplicationError)
    assert "no clip waits for approval" in refusal.value.cause.message
    assert result.state is JobState.COMPLETED


async def test_a_job_goes_on_when_no_workflow_is_kept_in_memory(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=2)
    rooms.fail("clip_select", 3)
    async with serving(temporal.client, rooms, cached=0):
        job = await start(temporal.client)
        await reached(job, "failed")
        await job.signal(VodWorkflow.retry)
        result = await job.result()

    assert result.state is JobState.COMPLETED
    assert rooms.done["render"] == 2
