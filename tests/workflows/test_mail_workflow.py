"""How long a mail is tried, and what becomes of mail that nobody began to send."""

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from activities.mail import SendMailRequest, Waiting
from core.domain.mail import MailState
from core.mail_settings import MailSettings
from core.queues import Queue
from tests.temporal import described
from tests.waiting import until
from tests.workflows.running import working
from workflows import ids, timetable
from workflows.mail import MailWorkflow, OutboxWorkflow
from workflows.schedules import keep_schedules
from workflows.starting import start_mail

pytestmark = pytest.mark.server


class Post:
    """Stands in for the room that sends."""

    def __init__(self, *, troubles: int = 0, waiting: tuple[str, ...] = ()) -> None:
        self.troubles = troubles
        """How often the mail server is away."""
        self.waiting = waiting
        self.tried: list[datetime] = []
        self.sent: list[str] = []
        self.abandoned: list[str] = []

    @activity.defn
    async def send_mail(self, request: SendMailRequest) -> MailState:
        self.tried.append(activity.info().started_time)
        if self.troubles:
            self.troubles -= 1
            raise ApplicationError("the mail server answered 451")
        self.sent.append(request.mail)
        return MailState.SENT

    @activity.defn
    async def abandon_mail(self, request: SendMailRequest) -> MailState:
        self.abandoned.append(request.mail)
        return MailState.FAILED

    @activity.defn
    async def list_mail(self) -> Waiting:
        return Waiting(mails=self.waiting)


def serving(client: Client, post: Post) -> AbstractAsyncContextManager[None]:
    parts: dict[Queue, list[Callable[..., Any]]] = {
        Queue.ORCHESTRATION: [post.abandon_mail, post.list_mail],
        Queue.PUBLISH: [post.send_mail],
    }
    return working(client, parts, MailWorkflow, OutboxWorkflow)


def sending(client: Client, mail: str) -> WorkflowHandle[MailWorkflow, MailState]:
    return client.get_workflow_handle_for(MailWorkflow.run, ids.mail(mail))


async def tried(env: WorkflowEnvironment, post: Post) -> MailState:
    """Send a mail; a clock that runs ahead does so only for who started."""
    mail = str(uuid.uuid4())
    async with serving(env.client, post):
        return await env.client.execute_workflow(
            MailWorkflow.run,
            SendMailRequest(mail=mail),
            id=ids.mail(mail),
            task_queue=Queue.ORCHESTRATION,
        )


async def test_a_server_that_asks_to_come_back_gets_it_later(clock: WorkflowEnvironment) -> None:
    post = Post(troubles=5)

    assert await tried(clock, post) is MailState.SENT

    waits = [(after - before).total_seconds() for before, after in pairwise(post.tried)]
    assert waits == sorted(waits)
    # Greylisting lets in who comes back after some minutes.
    assert waits[0] >= 29
    assert sum(waits) > 300


async def test_it_is_given_up_after_two_days(clock: WorkflowEnvironment) -> None:
    post = Post(troubles=1_000)

    assert await tried(clock, post) is MailState.FAILED

    assert len(post.abandoned) == 1
    lasted = post.tried[-1] - post.tried[0]
    assert timedelta(hours=46) < lasted < timedelta(hours=49)
    assert len(post.tried) < 100


async def test_starting_twice_sends_once(temporal: WorkflowEnvironment) -> None:
    post, mail = Post(), str(uuid.uuid4())
    async with serving(temporal.client, post):
        for _ in range(3):
            await start_mail(temporal.client, mail)
            await sending(temporal.client, mail).result()

    assert post.sent == [mail]


async def test_mail_that_nobody_began_is_begun_and_no_other(
    temporal: WorkflowEnvironment,
) -> None:
    mails = tuple(str(uuid.uuid4()) for _ in range(3))
    post = Post(waiting=mails)
    async with serving(temporal.client, post):
        await start_mail(temporal.client, mails[0])
        await sending(temporal.client, mails[0]).result()
        begun = await temporal.client.execute_workflow(
            OutboxWorkflow.run, id=f"outbox/{uuid.uuid4()}", task_queue=Queue.ORCHESTRATION
        )
        for mail in mails:
            await sending(temporal.client, mail).result()

    assert begun == 2
    assert sorted(post.sent) == sorted(mails)


async def test_waiting_mail_is_looked_for_where_mail_is_sent(
    temporal: WorkflowEnvironment,
) -> None:
    client, mail = temporal.client, str(uuid.uuid4())
    post = Post(waiting=(mail,))
    await keep_schedules(client, mail_is_sent=True)
    handle = client.get_schedule_handle(ids.OUTBOX)
    async with serving(client, post):
        await handle.trigger()
        await until(lambda: post.sent)
        assert await sending(client, mail).result() is MailState.SENT
    every = (await described(handle)).schedule.spec.intervals
    await handle.delete()
    await client.get_schedule_handle(ids.RETENTION).delete()

    assert [one.every for one in every] == [timedelta(minutes=5)]


def test_an_attempt_ends_before_it_counts_as_lost() -> None:
    limit = timetable.MAIL["start_to_close_timeout"]

    assert limit is not None
    assert MailSettings(timeout=40).timeout + 10 < limit.total_seconds()
