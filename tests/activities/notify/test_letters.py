"""Deliveries in the tables."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from temporalio.testing import ActivityEnvironment

from activities.notify import Answered, Reception, SendRequest, SettleRequest, letters
from activities.notify.activity import NotifyActivities
from activities.notify.signing import new_secret
from core.crypto import Keys
from core.crypto.files import FileKeys
from core.crypto.rings import Key, KeyRing
from core.db import Database
from core.db.tables import WebhookAttempt, WebhookDelivery, WebhookSubscription, Workspace
from core.domain.webhook import DeliveryState
from core.errors import EngineUnavailableError
from core.settings import WebhookSettings
from tests.doubles.receiver import Receiver
from tests.doubles.scripted import served
from tests.postgres import tables

pytestmark = pytest.mark.server

_RING = KeyRing((Key("k", b"k" * 32),))
KEYS = FileKeys(sealing=_RING, passwords=_RING, tokens=_RING)
TAKEN = Answered(reception=Reception.TAKEN, at=1_700_000_000.0, seconds=0.5, status=204)
BUSY = TAKEN.model_copy(update={"reception": Reception.BUSY, "status": 500, "error": "500"})


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("letters")) as made:
        yield made


@dataclass
class Post:
    """A subscription with one delivery on its way."""

    database: Database
    subscription: UUID
    delivery: UUID

    async def letter(self) -> letters.Letter | None:
        return await letters.find(self.database, KEYS, self.delivery)

    async def settle(
        self,
        answered: Answered,
        state: DeliveryState,
        *,
        round_: int = 1,
        number: int = 1,
        wait: float | None = None,
    ) -> WebhookDelivery:
        told = SettleRequest(
            delivery=str(self.delivery),
            round=round_,
            number=number,
            answered=answered,
            state=state,
            wait=wait,
        )
        await letters.settle(self.database, told)
        async with self.database.transaction() as rows:
            return await rows.get_one(WebhookDelivery, self.delivery)

    async def log(self) -> list[WebhookAttempt]:
        query = select(WebhookAttempt).where(WebhookAttempt.delivery_id == self.delivery)
        async with self.database.transaction() as rows:
            return list(await rows.scalars(query))

    async def change(self, **fields: Any) -> WebhookSubscription:
        async with self.database.transaction() as rows:
            row = await rows.get_one(WebhookSubscription, self.subscription)
            for name, value in fields.items():
                setattr(row, name, value)
            return row


@pytest.fixture
async def post(database: Database) -> Post:
    workspace = uuid4()
    receiver = WebhookSubscription(
        id=uuid4(),
        workspace_id=workspace,
        url="https://example.com/hook",
        events=["job.completed"],
        secret=await KEYS.seal("whsec_new"),
    )
    delivery = WebhookDelivery(
        id=uuid4(),
        workspace_id=workspace,
        subscription_id=receiver.id,
        event="job.completed",
        key="j:completed:0",
        body={
            "type": "job.completed",
            "timestamp": "2026-03-01T00:00:00+00:00",
            "data": {"title": "ü ✓"},
        },
        state="pending",
    )
    for row in (Workspace(id=workspace, name="W"), receiver, delivery):
        async with database.transaction() as rows:
            rows.add(row)
    return Post(database, receiver.id, delivery.id)


async def test_a_letter_is_what_every_attempt_sends(post: Post) -> None:
    letter = await post.letter()

    assert letter is not None
    assert letter == await post.letter()
    assert letter.url == "https://example.com/hook"
    assert letter.keys == ("whsec_new",)
    assert letter.message.startswith("msg_")
    assert json.loads(letter.body)["data"] == {"title": "ü ✓"}


async def test_after_a_rotation_both_secrets_sign_for_as_long_as_they_may(post: Post) -> None:
    now = datetime.now(UTC)
    for until, keys in (
        (now + timedelta(hours=1), ("whsec_new", "whsec_old")),
        (now - timedelta(seconds=1), ("whsec_new",)),
    ):
        await post.change(old_secret=await KEYS.seal("whsec_old"), old_secret_until=until)
        letter = await post.letter()
        assert letter is not None
        assert letter.keys == keys


@pytest.mark.parametrize("change", [{"active": False}, {"deleted_at": datetime.now(UTC)}])
async def test_nothing_is_sent_to_who_wants_it_no_more(post: Post, change: dict[str, Any]) -> None:
    await post.change(**change)

    assert await post.letter() is None


async def test_a_delivery_that_is_gone_sends_nothing(database: Database) -> None:
    assert await letters.find(database, KEYS, uuid4()) is None


async def test_every_attempt_is_in_the_log_once(post: Post) -> None:
    await post.settle(BUSY, DeliveryState.PENDING, wait=60)
    waiting = await post.settle(BUSY, DeliveryState.PENDING, wait=60)
    done = await post.settle(TAKEN, DeliveryState.DELIVERED, number=2)

    assert (waiting.state, waiting.attempts, waiting.status) == ("pending", 1, 500)
    assert waiting.next_at == datetime.fromtimestamp(1_700_000_060.5, UTC)
    assert (done.state, done.attempts, done.status, done.error) == ("delivered", 2, 204, "")
    assert (done.next_at, done.ended_at) == (None, datetime.fromtimestamp(1_700_000_000.5, UTC))
    log = sorted((one.round, one.number, one.status) for one in await post.log())
    assert log == [(1, 1, 500), (1, 2, 204)]


async def test_what_an_earlier_round_says_late_changes_nothing(post: Post) -> None:
    await post.settle(BUSY, DeliveryState.FAILED)
    await post.settle(TAKEN, DeliveryState.DELIVERED, round_=2)

    late = await post.settle(BUSY, DeliveryState.FAILED, round_=1, number=2)

    assert (late.state, late.round, late.attempts) == ("delivered", 2, 1)
    assert len(await post.log()) == 2


async def test_who_wants_nothing_any_more_is_turned_off(post: Post) -> None:
    gone = BUSY.model_copy(update={"reception": Reception.GONE, "status": 410})

    await post.settle(gone, DeliveryState.FAILED)

    receiver = await post.change()
    assert not receiver.active
    assert "410" in receiver.disabled_because
    assert await post.letter() is None


def activities(database: Database, keys: Keys = KEYS) -> NotifyActivities:
    return NotifyActivities(database, keys, options=WebhookSettings(private_addresses=True))


async def send(post: Post, keys: Keys = KEYS) -> Answered:
    request = SendRequest(delivery=str(post.delivery))
    answered: Answered = await ActivityEnvironment().run(
        activities(post.database, keys).send, request
    )
    return answered


async def test_the_activity_sends_a_letter_that_the_receiver_trusts(post: Post) -> None:
    with served(Receiver) as receiver:
        receiver.secret = new_secret()
        await post.change(url=receiver.url, secret=await KEYS.seal(receiver.secret))
        first, again = await send(post), await send(post)

    assert receiver.complaints == []
    assert (first.status, again.status) == (204, 204)
    assert [message.type for message in receiver.messages] == ["job.completed"] * 2
    assert len({message.id for message in receiver.messages}) == 1


async def test_a_receiver_with_the_old_secret_still_trusts_us_after_a_rotation(post: Post) -> None:
    with served(Receiver) as receiver:
        receiver.secret = new_secret()
        await post.change(
            url=receiver.url,
            secret=await KEYS.seal(new_secret()),
            old_secret=await KEYS.seal(receiver.secret),
            old_secret_until=datetime.now(UTC) + timedelta(days=1),
        )
        answered = await send(post)

    assert (answered.status, receiver.complaints) == (204, [])
    assert receiver.messages[0].signatures == 2


async def test_a_subscription_that_is_off_is_not_asked(post: Post) -> None:
    await post.change(active=False)

    answered = await send(post)

    assert (answered.reception, answered.status) == (Reception.CLOSED, None)


async def test_a_missing_key_is_a_trouble_that_passes(post: Post) -> None:
    other = KeyRing((Key("x", b"x" * 32),))

    with pytest.raises(EngineUnavailableError, match="stored secret cannot be read"):
        await send(post, FileKeys(sealing=other, passwords=other, tokens=other))
