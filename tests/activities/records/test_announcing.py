"""Whoever wants to know is told once, in the transaction in which it happens."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col, select
from temporalio.testing import ActivityEnvironment

from activities.records import Announced, Changes, JobRow
from activities.records.activity import RecordActivities
from core.db import Database
from core.db.tables import Job, WebhookDelivery, WebhookSubscription, Workspace
from core.domain.job import ClipState, JobState, SourceRef
from core.domain.report import ClipReport
from tests.postgres import tables

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("announcing")) as made:
        yield made


async def subscribed(database: Database, workspace: UUID, *kinds: str, active: bool = True) -> UUID:
    """Return a new subscription of a workspace."""
    made = WebhookSubscription(
        id=uuid4(),
        workspace_id=workspace,
        url="https://example.com",
        events=list(kinds),
        active=active,
        secret=b"",
    )
    async with database.transaction() as rows:
        if await rows.get(Workspace, workspace) is None:
            rows.add(Workspace(id=workspace, name="W"))
            await rows.flush()
        rows.add(made)
    return made.id


def told(
    workspace: UUID, job: UUID, state: JobState, *clips: ClipReport, failures: int = 0
) -> Changes:
    row = JobRow(
        workflow_id=f"vod/{job}",
        source=SourceRef(kind="file", location="talk.mp4"),
        state=state,
        failures=failures,
    )
    return Changes(workspace=str(workspace), job=str(job), row=row, clips=clips)


async def record(database: Database, changes: Changes) -> tuple[str, ...]:
    activities = RecordActivities(database)
    announced: Announced | None = await ActivityEnvironment().run(activities.record, changes)
    return announced.deliveries if announced else ()


async def deliveries(database: Database, subscription: UUID) -> list[WebhookDelivery]:
    query = select(WebhookDelivery).where(WebhookDelivery.subscription_id == subscription)
    async with database.transaction() as rows:
        return list(await rows.scalars(query.order_by(col(WebhookDelivery.created_at))))


async def test_who_wants_to_know_is_told_and_nobody_else(database: Database) -> None:
    workspace, other = uuid4(), uuid4()
    wants = await subscribed(database, workspace, "job.completed", "clip.ready")
    others = [
        await subscribed(database, workspace, "job.failed"),
        await subscribed(database, workspace, "job.completed", active=False),
        await subscribed(database, other, "job.completed"),
    ]

    waiting = await record(database, told(workspace, uuid4(), JobState.COMPLETED))

    (delivery,) = await deliveries(database, wants)
    assert waiting == (str(delivery.id),)
    assert (delivery.event, delivery.state, delivery.round) == ("job.completed", "pending", 1)
    assert delivery.body["data"]["state"] == "completed"
    assert [await deliveries(database, one) for one in others] == [[], [], []]


async def test_telling_again_adds_nothing_and_returns_the_same_until_somebody_tried(
    database: Database,
) -> None:
    workspace, job = uuid4(), uuid4()
    subscription = await subscribed(database, workspace, "job.completed")
    changes = told(workspace, job, JobState.COMPLETED)

    first, again = await record(database, changes), await record(database, changes)
    async with database.transaction() as rows:
        await rows.execute(
            update(WebhookDelivery)
            .where(col(WebhookDelivery.subscription_id) == subscription)
            .values(attempts=1)
        )
    later = await record(database, changes)

    assert first == again
    assert len(first) == 1
    assert later == ()
    assert len(await deliveries(database, subscription)) == 1


async def test_a_job_that_fails_again_is_another_event(database: Database) -> None:
    workspace, job = uuid4(), uuid4()
    subscription = await subscribed(database, workspace, "job.failed")

    for state, failures in (
        (JobState.FAILED, 1),
        (JobState.FAILED, 1),
        (JobState.ANALYZING, 1),
        (JobState.FAILED, 2),
    ):
        await record(database, told(workspace, job, state, failures=failures))

    assert len(await deliveries(database, subscription)) == 2


async def test_a_clip_that_two_workflows_tell_of_is_ready_once(database: Database) -> None:
    workspace, job = uuid4(), uuid4()
    subscription = await subscribed(database, workspace, "clip.ready")
    ready = ClipReport(
        clip_id=str(uuid4()),
        title="A clip",
        start=1,
        end=20,
        score=70,
        plan_key="ws/plan",
        clip_key="ws/clip.mp4",
        state=ClipState.READY,
    )
    rendering = ready.model_copy(update={"state": ClipState.RENDERING})
    second = ready.model_copy(update={"version": 2})

    for clip in (rendering, ready, rendering, ready, second):
        await record(database, told(workspace, job, JobState.RENDERING, clip))

    versions = [one.body["data"]["version"] for one in await deliveries(database, subscription)]
    assert versions == [1, 2]


async def test_what_is_not_written_is_not_told(database: Database) -> None:
    """The row and the news of it are there together or not at all."""
    workspace, job = uuid4(), uuid4()
    subscription = await subscribed(database, workspace, "job.completed")
    changes = told(workspace, job, JobState.COMPLETED)
    assert changes.row is not None
    broken = changes.model_copy(
        update={"row": changes.row.model_copy(update={"workflow_id": "taken"})}
    )
    await record(database, broken.model_copy(update={"job": str(uuid4())}))

    with pytest.raises(Exception, match="workflow_id"):
        await record(database, broken)

    assert len(await deliveries(database, subscription)) == 1
    async with database.transaction() as rows:
        assert await rows.get(Job, job) is None
