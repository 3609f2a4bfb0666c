"""Clips that somebody edits: before their job renders them, and afterwards."""

import pytest
from temporalio.testing import WorkflowEnvironment

from core.domain.job import ClipState, JobState, StepName
from core.domain.report import ClipReport
from tests.waiting import answer
from tests.workflows.revising import PLAN, again, edited
from tests.workflows.rooms import Rooms
from tests.workflows.running import Job, called, reached, serving, start
from workflows.clip import Revision
from workflows.review import Decision
from workflows.vod import VodWorkflow

pytestmark = pytest.mark.server


async def first_clip(job: Job) -> ClipReport:
    return (await job.query(VodWorkflow.progress)).clips[0]


async def test_a_plan_that_is_edited_before_approval_is_the_one_that_is_rendered(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms()
    async with serving(temporal.client, rooms):
        job = await start(temporal.client, auto=False)
        await reached(job, "clips_generated")
        planned = await first_clip(job)
        await job.signal(VodWorkflow.revise, Revision(clip=edited(planned), plan=PLAN))
        waiting = await first_clip(job)
        await job.execute_update(VodWorkflow.approve, Decision())
        await job.result()
        done = await first_clip(job)

    assert (waiting.version, waiting.title, waiting.plan_key) == (2, "Edited", PLAN.key)
    assert (waiting.state, waiting.score) == (ClipState.PLANNED, planned.score)
    assert (done.version, done.plan_key, done.state) == (2, PLAN.key, ClipState.READY)
    assert PLAN.key in rooms.rendered
    assert planned.plan_key not in rooms.rendered


async def test_a_clip_that_failed_is_retried_with_its_newest_plan(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=1)
    rooms.fail("render", 1, permanent=True)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await reached(job, "failed")
        failed = await first_clip(job)
        await job.signal(VodWorkflow.revise, Revision(clip=edited(failed), plan=PLAN))
        await job.signal(VodWorkflow.retry)
        await job.result()
        done = await first_clip(job)

    assert rooms.rendered == [failed.plan_key, PLAN.key]
    assert (done.version, done.state, done.error) == (2, ClipState.READY, "")


async def test_an_edit_while_a_clip_is_rendered_is_not_for_this_time(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=1)
    render = rooms.hold("render")
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await called(rooms, "render")
        under_way = await first_clip(job)
        await job.signal(VodWorkflow.revise, Revision(clip=edited(under_way), plan=PLAN))
        render.set()
        await job.result()
        done = await first_clip(job)

    assert (done.version, done.plan_key) == (1, under_way.plan_key)


async def test_a_clip_that_is_rendered_again_is_the_one_that_its_job_asks_about(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=1)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client, review=True)
        await reached(job, "review")
        first = await first_clip(job)
        result = await (await again(temporal, job, edited(first))).result()

        async def newer() -> ClipReport | None:
            found = await first_clip(job)
            return found if found.version > 1 else None

        second = await answer(newer)
        await job.execute_update(VodWorkflow.approve, Decision())
        await job.result()
        approved = await first_clip(job)

    assert [step.round for step in result.steps] == [2, 2]
    assert (second.version, second.plan_key, second.title) == (2, PLAN.key, "Edited")
    assert second.clip_key
    assert (approved.version, approved.state) == (2, ClipState.APPROVED)


async def test_a_clip_is_rendered_again_when_its_job_is_long_over(
    temporal: WorkflowEnvironment,
) -> None:
    rooms = Rooms(clips=1)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await job.result()
        first = await first_clip(job)
        result = await (await again(temporal, job, edited(first))).result()

    assert (result.clip.version, result.clip.state) == (2, ClipState.READY)
    assert [step.name for step in result.steps] == [StepName.RENDER, StepName.THUMBNAIL]
    assert rooms.rows[first.clip_id] == result.clip
    rounds = {row for row in rooms.rows if row.startswith(f"render/{first.clip_id}/")}
    assert rounds == {f"render/{first.clip_id}/None/1", f"render/{first.clip_id}/None/2"}


async def test_news_of_an_older_version_or_of_an_unknown_clip_change_nothing(
    temporal: WorkflowEnvironment,
) -> None:
    async with serving(temporal.client, Rooms(clips=1)):
        job = await start(temporal.client, review=True)
        await reached(job, "review")
        first = await first_clip(job)
        older = first.model_copy(update={"version": 0, "title": "Older"})
        unknown = edited(first).model_copy(update={"clip_id": "nobody"})
        await job.signal(VodWorkflow.revise, Revision(clip=older, plan=PLAN))
        await job.signal(VodWorkflow.revise, Revision(clip=unknown, plan=PLAN))
        report = await job.query(VodWorkflow.progress)

    assert report.state is JobState.REVIEW
    assert report.clips == (first,)
