"""How often a receiver is told something, and when we stop."""

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.notify import Answered, Reception, SendRequest, SettleRequest
from core.domain.webhook import DeliveryState
from core.queues import Queue
from core.settings import WebhookSettings
from tests.workflows.running import WORKSPACE
from workers.wiring import RUNNER
from workflows import ids, timetable
from workflows.starting import start_webhook
from workflows.webhook import WebhookRequest, WebhookWorkflow

pytestmark = pytest.mark.server

TAKEN = Answered(reception=Reception.TAKEN, at=1.0, seconds=0.5, status=204)
BUSY = TAKEN.model_copy(update={"reception": Reception.BUSY, "status": 500})
REFUSED = TAKEN.model_copy(update={"reception": Reception.REFUSED, "status": 404})
GONE = TAKEN.model_copy(update={"reception": Reception.GONE, "status": 410})
CLOSED = TAKEN.model_copy(update={"reception": Reception.CLOSED, "status": None})

Sending = WorkflowHandle[WebhookWorkflow, DeliveryState]


class Post:
    """Stands in for the room that sends; answers as it is told to, and then always the same."""

    def __init__(self, *answers: Answered) -> None:
        self.answers = list(answers)
        self.sent: list[datetime] = []
        self.settled: list[SettleRequest] = []
        self.troubles = 0
        """How often we ourselves fail before something is sent."""

    @activity.defn(name="send_webhook")
    async def send(self, request: SendRequest) -> Answered:
        if self.troubles:
            self.troubles -= 1
            raise ApplicationError("the database is away")
        self.sent.append(activity.info().started_time)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @activity.defn(name="settle_webhook")
    async def settle(self, request: SettleRequest) -> None:
        self.settled.append(request)

    @property
    def states(self) -> list[DeliveryState]:
        return [one.state for one in self.settled]

    @property
    def waits(self) -> list[float]:
        """Seconds between the attempts."""
        return [(after - before).total_seconds() for before, after in pairwise(self.sent)]


@asynccontextmanager
async def serving(client: Client, post: Post) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for queue, activities, workflows in (
            (Queue.ORCHESTRATION, [post.settle], [WebhookWorkflow]),
            (Queue.PUBLISH, [post.send], []),
        ):
            worker = Worker(
                client,
                task_queue=queue,
                activities=activities,
                workflows=workflows,
                workflow_runner=RUNNER,
                max_cached_workflows=0,
            )
            await stack.enter_async_context(worker)
        yield


async def begun(client: Client) -> Sending:
    """Start to send something; a clock that runs ahead does so only for who started."""
    request = WebhookRequest(workspace=WORKSPACE, delivery=str(uuid.uuid4()))
    return await client.start_workflow(
        WebhookWorkflow.run,
        request,
        id=ids.webhook(WORKSPACE, request.delivery, 1),
        task_queue=Queue.ORCHESTRATION,
    )


async def told(env: WorkflowEnvironment, answers: Sequence[Answered]) -> tuple[Post, DeliveryState]:
    """Tell a receiver something until that is over."""
    post = Post(*answers)
    async with serving(env.client, post):
        state = await (await begun(env.client)).result()
    return post, state


async def test_what_is_taken_is_sent_once(clock: WorkflowEnvironment) -> None:
    post, state = await told(clock, [TAKEN])

    assert state is DeliveryState.DELIVERED
    assert len(post.sent) == 1
    assert post.settled[0].wait is None
    assert (post.settled[0].round, post.settled[0].number) == (1, 1)


async def test_a_receiver_that_is_away_is_asked_more_and_more_rarely_for_about_a_day(
    clock: WorkflowEnvironment,
) -> None:
    post, state = await told(clock, [BUSY])

    assert state is DeliveryState.FAILED
    assert len(post.sent) == 9
    assert post.waits == sorted(post.waits)
    assert post.waits[0] < 10
    total = timedelta(seconds=sum(post.waits))
    assert timedelta(hours=20) < total < timedelta(hours=30)
    assert post.states == [DeliveryState.PENDING] * 8 + [DeliveryState.FAILED]
    for told_wait, wait in zip(post.settled, post.waits, strict=False):
        assert told_wait.wait is not None
        assert abs(told_wait.wait - wait) < 5


async def test_a_receiver_that_comes_back_gets_it(clock: WorkflowEnvironment) -> None:
    post, state = await told(clock, [BUSY, BUSY, BUSY, TAKEN])

    assert state is DeliveryState.DELIVERED
    assert [one.number for one in post.settled] == [1, 2, 3, 4]


@pytest.mark.parametrize(("asked", "waited"), [(3 * 3600, 3 * 3600), (1, 5), (10**9, 24 * 3600)])
async def test_retry_after_is_kept_to_up_to_a_day(
    clock: WorkflowEnvironment, asked: float, waited: float
) -> None:
    post, _ = await told(clock, [BUSY.model_copy(update={"retry_after": asked}), TAKEN])

    (wait,) = post.waits
    assert waited <= wait < waited * 1.1 + 5


async def test_who_refuses_three_times_in_a_row_means_it(clock: WorkflowEnvironment) -> None:
    post, state = await told(clock, [REFUSED])

    assert state is DeliveryState.FAILED
    assert len(post.sent) == 3
    assert sum(post.waits) < 120


async def test_who_was_only_away_in_between_is_asked_again(clock: WorkflowEnvironment) -> None:
    post, state = await told(clock, [REFUSED, REFUSED, BUSY, REFUSED, REFUSED, TAKEN])

    assert state is DeliveryState.DELIVERED
    assert len(post.sent) == 6


@pytest.mark.parametrize("answer", [GONE, CLOSED])
async def test_what_cannot_be_sent_at_all_is_given_up_at_once(
    clock: WorkflowEnvironment, answer: Answered
) -> None:
    post, state = await told(clock, [answer])

    assert state is DeliveryState.FAILED
    assert len(post.sent) == 1
    assert post.settled[0].answered == answer


async def test_our_own_troubles_are_no_attempts(temporal: WorkflowEnvironment) -> None:
    post = Post(TAKEN)
    post.troubles = 2
    async with serving(temporal.client, post):
        state = await (await begun(temporal.client)).result()

    assert state is DeliveryState.DELIVERED
    assert [one.number for one in post.settled] == [1]


async def test_starting_twice_sends_once_even_when_it_is_over(
    temporal: WorkflowEnvironment,
) -> None:
    post = Post(TAKEN)
    request = WebhookRequest(workspace=WORKSPACE, delivery=str(uuid.uuid4()))
    async with serving(temporal.client, post):
        for _ in range(3):
            await start_webhook(temporal.client, request)
            handle = temporal.client.get_workflow_handle(
                ids.webhook(WORKSPACE, request.delivery, 1)
            )
            await handle.result()
        await start_webhook(temporal.client, request.model_copy(update={"round": 2}))
        again = temporal.client.get_workflow_handle(ids.webhook(WORKSPACE, request.delivery, 2))
        await again.result()

    assert [one.round for one in post.settled] == [1, 2]


def test_an_attempt_ends_before_it_counts_as_lost() -> None:
    limit = timetable.SEND["start_to_close_timeout"]

    assert limit is not None
    assert WebhookSettings(timeout=40).timeout + 10 < limit.total_seconds()
    with pytest.raises(ValueError, match="40"):
        WebhookSettings(timeout=41)
