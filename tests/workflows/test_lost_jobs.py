"""What a job had reserved is given back when its workflow was ended from outside."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.records import ReserveRequest
from activities.records.activity import RecordActivities
from activities.retention.activity import RetentionActivities
from core.db import Database
from core.db.ledger import Account, balance
from core.db.tables import Job, WebhookDelivery, WebhookSubscription, Workspace
from core.domain.quota import Kind
from core.objects import FolderStore
from core.queues import Queue
from core.settings import RetentionSettings
from tests.postgres import tables
from tests.workflows.running import start
from workers.wiring import RUNNER
from workflows import ids
from workflows.maintenance import RetentionRequest, RetentionWorkflow
from workflows.webhook import WebhookWorkflow

pytestmark = pytest.mark.server

MINUTES = 12.0
LONG_AGO = datetime.now(UTC) - timedelta(hours=2)


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("lost")) as made:
        yield made


@dataclass
class Place:
    """A workspace whose jobs have minutes reserved."""

    client: Client
    database: Database
    store: FolderStore
    id: UUID

    async def job(self, *, known: bool, state: str, at: datetime = LONG_AGO) -> UUID:
        """Make a job that has reserved minutes; a known one has a workflow that waits."""
        job = uuid4()
        if known:
            workflow = await start(self.client, workspace=str(self.id))
            job = UUID(workflow.id.rpartition("/")[2])
        row = {
            "id": job,
            "workspace_id": self.id,
            "workflow_id": ids.vod(str(self.id), str(job)),
            "mode": "vod",
            "source_kind": "file",
            "source": "talk.mp4",
            "state": state,
            "options": {},
            "artifacts": {},
            "updated_at": at,
        }
        async with self.database.transaction() as rows:
            rows.add(Job.model_validate(row))
        asked = ReserveRequest(workspace=str(self.id), job=str(job), minutes=MINUTES)
        await RecordActivities(self.database).reserve(asked)
        return job

    async def terminate(self, job: UUID) -> None:
        handle = self.client.get_workflow_handle(ids.vod(str(self.id), str(job)))
        await handle.terminate("by hand")

    async def maintain(self) -> None:
        """Do what is done every day."""
        retention = RetentionActivities(
            self.database, self.store, client=self.client, settings=RetentionSettings()
        )
        records = RecordActivities(self.database)
        own, heavy = f"own-{uuid4()}", [retention.list_lost, retention.prune_files]
        parts: dict[str, list[Callable[..., Any]]] = {
            own: [],
            Queue.ORCHESTRATION: [retention.list_places, records.close_job],
            Queue.CPU: [*heavy, retention.prune_rows],
        }
        async with AsyncExitStack() as stack:
            for queue, activities in parts.items():
                worker = Worker(
                    self.client,
                    task_queue=queue,
                    # The jobs themselves go nowhere: nobody works on their workflows.
                    workflows=[] if activities else [RetentionWorkflow, WebhookWorkflow],
                    activities=activities,
                    workflow_runner=RUNNER,
                )
                await stack.enter_async_context(worker)
            await self.client.execute_workflow(
                RetentionWorkflow.run,
                RetentionRequest(after=str(UUID(int=self.id.int - 1))),
                id=f"retention/{uuid.uuid4()}",
                task_queue=own,
            )

    async def minutes(self) -> float:
        async with self.database.transaction() as rows:
            return await balance(rows, Account(self.id, Kind.MINUTES))

    async def state(self, job: UUID) -> tuple[str, str]:
        async with self.database.transaction() as rows:
            found = await rows.get_one(Job, job)
            return found.state, found.error


@pytest.fixture
async def place(temporal: WorkflowEnvironment, database: Database, tmp_path: Path) -> Place:
    made = Place(temporal.client, database, FolderStore(tmp_path), uuid4())
    async with database.transaction() as rows:
        rows.add(Workspace(id=made.id, name="W"))
    return made


async def test_a_terminated_job_is_closed_and_its_minutes_count_no_more(place: Place) -> None:
    terminated = await place.job(known=True, state="analyzing")
    running = await place.job(known=True, state="analyzing")
    await place.terminate(terminated)

    before = await place.minutes()
    await place.maintain()
    after = await place.minutes()
    await place.maintain()

    assert (before, after, await place.minutes()) == (2 * MINUTES, MINUTES, MINUTES)
    state, why = await place.state(terminated)
    assert (state, "ended from outside" in why) == ("cancelled", True)
    assert await place.state(running) == ("analyzing", "")
    await place.terminate(running)


@pytest.mark.parametrize(
    ("state", "left", "then"),
    [("review", 0, "cancelled"), ("failed", 0, "failed"), ("completed", MINUTES, "completed")],
)
async def test_a_job_that_temporal_does_not_know_is_settled_as_it_ended(
    place: Place, state: str, left: float, then: str
) -> None:
    """As when a backup was put back beside a new Temporal server."""
    job = await place.job(known=False, state=state)

    await place.maintain()

    assert await place.minutes() == left
    assert (await place.state(job))[0] == then


async def test_a_job_of_this_moment_is_left_alone(place: Place) -> None:
    job = await place.job(known=False, state="created", at=datetime.now(UTC))

    await place.maintain()

    assert await place.minutes() == MINUTES
    assert (await place.state(job))[0] == "created"


async def test_who_wants_to_know_is_told_that_a_lost_job_is_cancelled(place: Place) -> None:
    receiver = uuid4()
    wanted = {
        "id": receiver,
        "workspace_id": place.id,
        "url": "https://example.com/told",
        "events": ["job.cancelled"],
        "secret": b"sealed",
    }
    async with place.database.transaction() as rows:
        rows.add(WebhookSubscription.model_validate(wanted))
    job = await place.job(known=False, state="rendering")

    await place.maintain()

    async with place.database.transaction() as rows:
        query = WebhookDelivery.subscription_id == receiver
        told = (await rows.scalars(select(WebhookDelivery).where(query))).all()
    assert [one.body["data"]["job_id"] for one in told] == [str(job)]
    sending = place.client.get_workflow_handle(ids.webhook(str(place.id), str(told[0].id), 1))
    assert (await sending.describe()).parent_id
    await sending.terminate()
