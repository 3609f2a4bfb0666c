"""From a job's workflow to its subscribers: each event once, whoever dies on the way."""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import select
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from activities.notify import Answered, SendRequest
from activities.notify.activity import NotifyActivities
from activities.notify.signing import new_secret
from activities.records import Announced, Changes
from activities.records.activity import RecordActivities
from core.crypto.files import FileKeys
from core.crypto.rings import Key, KeyRing
from core.db import Database
from core.db.tables import WebhookAttempt, WebhookDelivery, WebhookSubscription, Workspace
from core.domain.job import ClipState
from core.domain.webhook import EventKind
from core.settings import WebhookSettings
from tests.doubles.receiver import Receiver
from tests.doubles.scripted import HANG_UP, Reply, served
from tests.postgres import tables
from tests.waiting import answer
from tests.workflows.rooms import Rooms
from tests.workflows.running import Job, called, reached, serving
from tests.workflows.running import start as start_in
from workflows.review import Decision
from workflows.vod import VodWorkflow

pytestmark = pytest.mark.server

# Of these tests alone: what others left behind begins again when these workers come.
WORKSPACE = str(uuid4())

_RING = KeyRing((Key("k", b"k" * 32),))
KEYS = FileKeys(sealing=_RING, passwords=_RING, tokens=_RING)


class Service(Rooms):
    """Rooms that write into a database and send what they are to send."""

    def __init__(self, database: Database, **rooms: int) -> None:
        super().__init__(**rooms)
        self._records = RecordActivities(database)
        options = WebhookSettings(private_addresses=True)
        self._notify = NotifyActivities(database, KEYS, options=options)
        self.dies_after: Counter[str] = Counter()
        """How often a worker dies when it has done something and not yet said so, by what."""

    def activities(self) -> list[Callable[..., Any]]:
        mine = (self.record, self.send, self.settle)
        rooms = [one for one in super().activities() if one not in mine]
        return [*rooms, self.write, self.post, self._notify.settle]

    @activity.defn(name="record")
    async def write(self, changes: Changes) -> Announced | None:
        await self._run("record")
        announced = await self._records.record(changes)
        if announced is not None:
            self._die("record")
        return announced

    @activity.defn(name="send_webhook")
    async def post(self, request: SendRequest) -> Answered:
        answered = await self._notify.send(request)
        self._die("send")
        return answered

    def _die(self, what: str) -> None:
        if self.dies_after[what]:
            self.dies_after[what] -= 1
            raise ApplicationError(f"the worker died after {what}")


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("telling")) as made:
        async with made.transaction() as rows:
            rows.add(Workspace(id=UUID(WORKSPACE), name="W"))
        yield made


@pytest.fixture(autouse=True)
async def nobody_else(database: Database) -> None:
    """Nobody is subscribed from the tests before."""
    async with database.transaction() as rows:
        await rows.execute(delete(WebhookSubscription))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with served(Receiver) as double:
        double.secret = new_secret()
        yield double
    assert double.complaints == []


async def start(client: Client, *, review: bool = False) -> Job:
    return await start_in(client, workspace=WORKSPACE, review=review)


async def subscribed(
    database: Database, receiver: Receiver, *kinds: EventKind, workspace: str = WORKSPACE
) -> UUID:
    """Let a receiver be told, of everything unless kinds are given."""
    made = WebhookSubscription(
        id=uuid4(),
        workspace_id=UUID(workspace),
        url=receiver.url,
        events=[kind.value for kind in kinds or EventKind],
        secret=await KEYS.seal(receiver.secret),
    )
    async with database.transaction() as rows:
        rows.add(made)
    return made.id


async def row(database: Database, subscription: UUID) -> WebhookSubscription:
    async with database.transaction() as rows:
        return await rows.get_one(WebhookSubscription, subscription)


async def settled(database: Database, subscription: UUID, count: int) -> list[WebhookDelivery]:
    """Return the deliveries of a subscription when so many of them are over."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.subscription_id == subscription, WebhookDelivery.state != "pending"
    )

    async def over() -> list[WebhookDelivery] | None:
        async with database.transaction() as rows:
            found = list(await rows.scalars(query))
        return found if len(found) >= count else None

    return await answer(over)


def kinds(receiver: Receiver) -> Counter[str]:
    return Counter(message.type for message in receiver.messages)


async def test_everybody_is_told_what_they_want_to_know_once(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=3)
    async with serving(temporal.client, rooms):
        with served(Receiver) as picky:
            picky.secret = new_secret()
            everything = await subscribed(database, receiver)
            finished = await subscribed(database, picky, EventKind.JOB_COMPLETED)
            job = await start(temporal.client, review=True)
            await reached(job, "review")
            first = (await job.query(VodWorkflow.progress)).clips[0].clip_id
            await job.execute_update(VodWorkflow.reject, Decision(clips=(first,)))
            await job.execute_update(VodWorkflow.approve, Decision())
            await job.result()
            await settled(database, everything, 8)
            await settled(database, finished, 1)
        assert picky.complaints == []

    assert kinds(receiver) == {
        "clip.ready": 3,
        "job.review": 1,
        "clip.rejected": 1,
        "clip.approved": 2,
        "job.completed": 1,
    }
    assert kinds(picky) == {"job.completed": 1}
    assert set(receiver.taken.values()) == {1}
    # The same event has the same message id for everybody.
    assert set(picky.taken) < set(receiver.taken)
    rejected = [one.data for one in receiver.messages if one.type == "clip.rejected"]
    assert [(one["clip_id"], one["state"]) for one in rejected] == [(first, ClipState.REJECTED)]


async def test_what_comes_and_goes_while_the_database_is_away_is_told_when_it_is_back(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=1)
    rooms.fail("plan", 6)
    back = rooms.hold("record")
    subscription = await subscribed(database, receiver)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        for attempts in (3, 6):
            await called(rooms, "plan", attempts)
            await reached(job, "failed")
            await job.signal(VodWorkflow.retry)
        await called(rooms, "render", 1)
        assert receiver.messages == []
        back.set()
        await job.result()
        await settled(database, subscription, 4)

    assert kinds(receiver) == {"job.failed": 2, "clip.ready": 1, "job.completed": 1}


async def test_a_worker_that_dies_after_writing_tells_nobody_twice(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=2)
    rooms.dies_after["record"] = 4
    subscription = await subscribed(database, receiver)
    async with serving(temporal.client, rooms, cached=0):
        job = await start(temporal.client)
        await job.result()
        await settled(database, subscription, 3)

    assert rooms.dies_after["record"] == 0
    assert kinds(receiver) == {"clip.ready": 2, "job.completed": 1}


async def test_a_worker_that_dies_after_sending_sends_again_under_the_same_id(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=1)
    rooms.dies_after["send"] = 1
    subscription = await subscribed(database, receiver, EventKind.JOB_COMPLETED)
    async with serving(temporal.client, rooms, cached=0):
        job = await start(temporal.client)
        await job.result()
        (delivery,) = await settled(database, subscription, 1)

    assert list(receiver.taken.values()) == [2]
    assert (delivery.state, delivery.attempts) == ("delivered", 1)


async def test_every_failure_of_a_job_is_told_and_so_is_its_end(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=1)
    rooms.fail("clip_select", 6)
    subscription = await subscribed(database, receiver, EventKind.JOB_FAILED)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        for tried in (3, 6):
            await called(rooms, "clip_select", tried)
            await reached(job, "failed")
            await settled(database, subscription, tried // 3)
            await job.signal(VodWorkflow.retry)
        await job.result()
        await settled(database, subscription, 2)

    assert kinds(receiver) == {"job.failed": 2}
    assert len(receiver.taken) == 2
    assert all("clip_select broke" in message.data["error"] for message in receiver.messages)


async def test_a_cancelled_job_says_so(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=1)
    rooms.hold("render")
    subscription = await subscribed(database, receiver, EventKind.JOB_CANCELLED)
    async with serving(temporal.client, rooms):
        job = await start(temporal.client)
        await reached(job, "rendering")
        await job.cancel()
        await settled(database, subscription, 1)

    assert kinds(receiver) == {"job.cancelled": 1}


async def test_a_receiver_that_answers_410_hears_nothing_more(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=1)
    receiver.usual = Reply(status=410)
    subscription = await subscribed(database, receiver, EventKind.JOB_COMPLETED)
    async with serving(temporal.client, rooms):
        await (await start(temporal.client)).result()
        (delivery,) = await settled(database, subscription, 1)
        await (await start(temporal.client)).result()
        await asyncio.sleep(0.5)

    assert delivery.state == "failed"
    assert not (await row(database, subscription)).active
    assert len(receiver.messages) == 1


async def test_a_receiver_that_hangs_up_is_asked_again_soon(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    rooms = Service(database, clips=1)
    receiver.replies = [HANG_UP]
    subscription = await subscribed(database, receiver, EventKind.JOB_COMPLETED)
    async with serving(temporal.client, rooms):
        await (await start(temporal.client)).result()
        (delivery,) = await settled(database, subscription, 1)

    assert (delivery.state, delivery.attempts) == ("delivered", 2)
    query = select(WebhookAttempt).where(WebhookAttempt.delivery_id == delivery.id)
    async with database.transaction() as rows:
        log = sorted(await rows.scalars(query), key=lambda one: one.number)
    assert [one.status for one in log] == [None, 204]
    assert log[0].error.startswith("no answer")
    assert 5 <= receiver.messages[1].at - receiver.messages[0].at < 30


async def test_another_workspace_hears_nothing(
    temporal: WorkflowEnvironment, database: Database, receiver: Receiver
) -> None:
    other = str(uuid.uuid4())
    async with database.transaction() as rows:
        rows.add(Workspace(id=UUID(other), name="Another"))
    await subscribed(database, receiver, workspace=other)
    async with serving(temporal.client, Service(database, clips=1)):
        await (await start(temporal.client)).result()
        await asyncio.sleep(0.5)

    assert receiver.messages == []
