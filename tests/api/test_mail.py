"""What people are told by mail, from the request to the mail server."""

import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import func, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment

from activities.mail import SendMailRequest
from activities.mail.activity import MailActivities
from api import rates
from api.app import create
from api.services import services
from core.db.tables import Mail, ResetToken, User
from core.domain.mail import MailKind, MailState
from core.errors import UpstreamBusyError
from core.mail_settings import MailSettings
from core.queues import Queue
from tests.api.people import PASSWORD, Service
from tests.doubles.mail_server import MailServer, served
from tests.temporal import server
from tests.waiting import answer, until
from tests.workflows.running import working
from workflows.mail import MailWorkflow, OutboxWorkflow

NEW = "nine orange boats at dusk"
HOME = "198.51.100.7"


@dataclass
class Post:
    """The service with a mail server, and workers that send."""

    service: Service
    app: FastAPI
    server: MailServer
    temporal: Client
    activities: MailActivities
    seen: int = 0
    people: list[str] = field(default_factory=list)

    async def ask(
        self,
        path: str,
        given: dict[str, Any] | None = None,
        *,
        method: str = "POST",
        bearer: str = "",
        address: str = HOME,
        device: str = "Firefox/144",
    ) -> httpx.Response:
        await self.app.state.services.rates.storage.reset()
        transport = httpx.ASGITransport(self.app, client=(address, 4711))
        headers = {
            "user-agent": device,
            **({"Authorization": f"Bearer {bearer}"} if bearer else {}),
        }
        async with httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client:
            return await client.request(method, f"/api{path}", json=given, headers=headers)

    async def register(self) -> str:
        email = f"reader-{uuid4().hex[:8]}@example.com"
        made = await self.ask("/auth/register", {"email": email, "password": PASSWORD})
        assert made.status_code == 201, made.text
        self.people.append(email)
        return email

    async def log_in(self, email: str, *, password: str = PASSWORD, **place: str) -> str:
        given = {"email": email, "password": password}
        answer = await self.ask("/auth/login", given, **place)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    async def at_home(self) -> tuple[str, str]:
        """Return somebody who has been told of a first login, and their token."""
        email = await self.register()
        token = await self.log_in(email)
        await self.told("A login from a new device or place", email)
        return email, token

    async def told(self, subject: str, email: str) -> str:
        """Return the text of the next mail to an address, which has this subject."""
        await until(lambda: len(self.server.mails) > self.seen)
        mail, to = self.server.mails[self.seen], self.server.recipients[self.seen]
        self.seen += 1
        assert (str(mail["Subject"]), to) == (f"ClippedAI: {subject}", email)
        content: str = mail.get_content()
        return content

    async def rows(self) -> list[Mail]:
        async with self.service.owner.transaction() as rows:
            return list(await rows.scalars(select(Mail)))

    async def written(self) -> Mail:
        """Return the mail that was written down last."""
        async with self.service.owner.transaction() as rows:
            latest = select(Mail).order_by(col(Mail.created_at).desc()).limit(1)
            return (await rows.scalars(latest)).one()

    async def settled(self) -> bool:
        return all(one.settled_at is not None for one in await self.rows())


@pytest.fixture(scope="module")
async def post(service: Service) -> AsyncIterator[Post]:
    known = service.app.state.services
    async with served() as mails, await server() as env:
        mail = MailSettings(
            host="127.0.0.1", port=mails.port, security="none", sender="clips@example.com"
        )
        options = service.options.model_copy(update={"mail": mail})
        app = create(services(options, database=known.database, temporal=env.client))
        room = MailActivities(service.owner, known.keys, mail)
        parts: dict[Queue, list[Callable[..., Any]]] = {
            Queue.ORCHESTRATION: [room.abandon_mail, room.list_mail],
            Queue.PUBLISH: [room.send_mail],
        }
        async with working(env.client, parts, MailWorkflow, OutboxWorkflow):
            yield Post(service, app, mails, env.client, room)
        assert mails.complaints == []


@pytest.fixture(autouse=True)
async def _nothing_left_over(post: Post) -> AsyncIterator[None]:
    yield
    await answer(post.settled)
    assert len(post.server.mails) == post.seen


async def test_who_forgot_a_password_gets_a_link_that_works_once(post: Post) -> None:
    email, _ = await post.at_home()

    asked = await post.ask("/auth/forgot", {"email": email.upper()})
    mail = await post.told("Set another password", email)
    link = re.search(r"https://clips\.test/reset#(\S+)", mail)
    assert link is not None
    wanted = {"token": link[1], "password": NEW}
    answers = [await post.ask("/auth/reset", wanted) for _ in range(2)]
    await post.told("Your password was set anew", email)

    assert asked.status_code == 202
    assert [one.status_code for one in answers] == [204, 410]
    await post.log_in(email, password=NEW)


async def test_an_address_that_nobody_has_gets_the_same_answer_and_no_mail(post: Post) -> None:
    email, _ = await post.at_home()

    known = await post.ask("/auth/forgot", {"email": email})
    await post.told("Set another password", email)
    unknown = await post.ask("/auth/forgot", {"email": "nobody-at-all@example.com"})
    await answer(post.settled)

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    dropped = [one for one in await post.rows() if one.state == MailState.DROPPED]
    assert {(one.recipient, one.secret) for one in dropped} == {("", None)}


async def test_an_address_is_written_to_three_times_an_hour(post: Post) -> None:
    email, _ = await post.at_home()
    transport = httpx.ASGITransport(post.app, client=(HOME, 1))
    codes = []
    async with httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client:
        for written in (email, email.upper(), email, email):
            answer = await client.post("/api/auth/forgot", json={"email": written})
            codes.append(answer.status_code)
    for _ in range(3):
        await post.told("Set another password", email)

    assert codes == [202, 202, 202, 429]


async def test_a_mailed_link_is_good_for_an_hour_and_ends_with_the_password(post: Post) -> None:
    email, _ = await post.at_home()
    links = []
    for _ in range(2):
        await post.ask("/auth/forgot", {"email": email})
        found = re.search(r"reset#(\S+)", await post.told("Set another password", email))
        assert found is not None
        links.append(found[1])
    async with post.service.owner.transaction() as rows:
        owner = (await rows.scalars(select(User).where(User.email == email))).one()
        tokens = await rows.scalars(select(ResetToken).where(ResetToken.user_id == owner.id))
        lives = [one.expires_at - datetime.now(UTC) for one in tokens]

    first = await post.ask("/auth/reset", {"token": links[0], "password": NEW})
    await post.told("Your password was set anew", email)
    second = await post.ask("/auth/reset", {"token": links[1], "password": PASSWORD})

    assert all(timedelta(minutes=58) < life <= timedelta(hours=1) for life in lives)
    assert (first.status_code, second.status_code) == (204, 410)


async def test_changes_of_what_lets_somebody_in_are_told(post: Post) -> None:
    email, token = await post.at_home()

    made = await post.ask("/users/me/totp", {"password": PASSWORD}, bearer=token)
    app = pyotp.parse_uri(made.json()["uri"])
    assert isinstance(app, pyotp.TOTP)
    code = app.at(time.time() - 30)
    confirmed = await post.ask("/users/me/totp/confirm", {"code": code}, bearer=token)
    await post.told("Logins take a code now", email)
    await post.ask("/users/me/totp/recovery", {"password": PASSWORD}, bearer=token)
    await post.told("You have new recovery codes", email)
    await post.ask("/users/me/totp/disable", {"password": PASSWORD}, bearer=token)
    await post.told("Logins take no code any more", email)
    await post.ask("/tokens", {"name": "a bot", "scopes": ["jobs:read"]}, bearer=token)
    assert "“a bot”" in await post.told("A program may act for you", email)
    given = {"password": PASSWORD, "new_password": NEW}
    await post.ask("/users/me/password", given, bearer=token)
    changed = await post.told("Your password was changed", email)

    assert confirmed.status_code == 200
    assert f"From: {HOME}" in changed
    assert "With: Firefox/144" in changed


async def test_a_code_that_comes_again_and_a_recovery_code_are_told(post: Post) -> None:
    email, token = await post.at_home()
    made = await post.ask("/users/me/totp", {"password": PASSWORD}, bearer=token)
    app = pyotp.parse_uri(made.json()["uri"])
    assert isinstance(app, pyotp.TOTP)
    first = {"code": app.at(time.time() - 30)}
    codes = (await post.ask("/users/me/totp/confirm", first, bearer=token)).json()
    await post.told("Logins take a code now", email)
    given = {"email": email, "password": PASSWORD, "code": app.now()}

    answers = [await post.ask("/auth/login", given) for _ in range(2)]
    await post.told("A code was used a second time", email)
    wrong = await post.ask("/auth/login", {**given, "code": "000000"})
    spare = {**given, "code": codes["recovery_codes"][0]}
    recovered = await post.ask("/auth/login", spare)
    await post.told("A recovery code was used", email)

    assert [one.status_code for one in (*answers, wrong, recovered)] == [200, 403, 403, 200]


@pytest.mark.parametrize(
    ("device", "address", "is_told"),
    [
        ("Firefox/145.0.1", "198.51.100.200", False),
        ("curl/8", HOME, True),
        ("Firefox/144", "203.0.113.9", True),
    ],
)
async def test_a_login_is_told_when_the_device_or_the_place_is_new(
    post: Post, device: str, address: str, is_told: bool
) -> None:
    email, _ = await post.at_home()

    await post.log_in(email, device=device, address=address)

    if is_told:
        mail = await post.told("A login from a new device or place", email)
        assert f"From: {address}\nWith: {device}" in mail.replace("\r\n", "\n")
    await post.log_in(email, device=device, address=address)


async def test_too_many_wrong_passwords_are_told_once_and_lock_nobody_out_at_home(
    post: Post,
) -> None:
    email, _ = await post.at_home()
    wrong = {"email": email, "password": "another password"}
    right = {"email": email, "password": PASSWORD}
    known = post.app.state.services

    async def tried(address: str, given: dict[str, str]) -> int:
        transport = httpx.ASGITransport(post.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="https://c.test") as client:
            return (await client.post("/api/auth/login", json=given)).status_code

    await known.rates.storage.reset()
    codes = [await tried(f"203.0.113.{number}", wrong) for number in range(52)]
    # The first of them are forgotten one by one, and each makes room for another try.
    await known.rates.clear(rates.PASSWORD, rates.abroad(email))
    for _ in range(49):
        await known.rates.hit(rates.PASSWORD, rates.abroad(email))
    codes += [await tried("203.0.113.77", wrong) for _ in range(2)]
    elsewhere, home = await tried("192.0.2.1", right), await tried(HOME, right)
    mail = await post.told("Too many wrong passwords", email)
    await post.told("A login from a new device or place", email)

    assert codes == [401] * 50 + [429] * 2 + [401, 429]
    assert (elsewhere, home) == (429, 200)
    assert "203.0.113.49" in mail


async def test_an_invitation_is_mailed_and_accepted_by_what_it_holds(post: Post) -> None:
    owner, token = await post.at_home()
    guest, theirs = await post.at_home()
    me = (await post.ask("/users/me", method="GET", bearer=token)).json()
    place = me["workspaces"][0]["workspace"]

    given = {"email": guest, "role": "viewer"}
    made = await post.ask(f"/workspaces/{place}/invite", given, bearer=token)
    mail = await post.told("An invitation", guest)
    link = re.search(r"https://clips\.test/invitation#(\S+)", mail)
    assert link is not None
    joined = await post.ask("/invitations/accept", {"token": link[1]}, bearer=theirs)

    assert link[1] == made.json()["token"]
    assert joined.status_code == 200
    assert owner.split("@", maxsplit=1)[0].replace("-", "") in mail.replace("-", "")


async def test_neither_a_token_nor_an_address_is_in_a_history_or_stays_in_the_table(
    post: Post,
) -> None:
    email, token = await post.at_home()
    me = (await post.ask("/users/me", method="GET", bearer=token)).json()
    place = me["workspaces"][0]["workspace"]
    guest = f"guest-{uuid4().hex}@example.com"
    given = {"email": guest, "role": "viewer"}
    invited = await post.ask(f"/workspaces/{place}/invite", given, bearer=token)
    await post.told("An invitation", guest)
    await post.ask("/auth/forgot", {"email": email})
    reset = re.search(r"reset#(\S+)", await post.told("Set another password", email))
    assert reset is not None
    await answer(post.settled)
    secrets = [reset[1], invited.json()["token"], email, guest, HOME]

    kept = ""
    async for run in post.temporal.list_workflows("WorkflowType = 'MailWorkflow'"):
        handle = post.temporal.get_workflow_handle(run.id, run_id=run.run_id)
        kept += (await handle.fetch_history()).to_json()
    async with post.service.owner.transaction() as rows:
        table = str((await rows.execute(text("SELECT mails.*::text FROM mails"))).all())

    assert kept
    assert [one for one in secrets if one in kept] == []
    assert [one for one in secrets if one in table] == []


async def test_the_api_writes_mail_down_and_cannot_read_it(post: Post) -> None:
    for asked in ("SELECT kind FROM mails", "UPDATE mails SET state = ''", "DELETE FROM mails"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with post.app.state.services.database.transaction() as rows:
                await rows.execute(text(asked))


async def test_without_temporal_the_change_is_made_and_the_mail_goes_later(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    email, token = await post.at_home()
    away = await Client.connect("127.0.0.1:9", lazy=True)
    monkeypatch.setattr(post.app.state.services.outbox, "_temporal", away)
    given = {"password": PASSWORD, "new_password": NEW}

    begun = time.monotonic()
    changed = await post.ask("/users/me/password", given, bearer=token)
    took = time.monotonic() - begun
    row = await post.written()
    async with post.service.owner.transaction() as rows:
        late = await rows.get_one(Mail, row.id)
        late.created_at -= timedelta(minutes=3)
    await post.temporal.execute_workflow(
        OutboxWorkflow.run, id=f"outbox/{uuid4()}", task_queue=Queue.ORCHESTRATION
    )
    await post.told("Your password was changed", email)

    assert changed.status_code == 204
    assert took < 5
    assert (row.kind, row.state) == (MailKind.PASSWORD, MailState.WAITING)


async def written_down(post: Post, **fields: Any) -> UUID:
    mail = uuid4()
    async with post.service.owner.transaction() as rows:
        rows.add(Mail(id=mail, **{"state": "waiting", **fields}))
    return mail


async def test_a_server_that_does_not_want_it_yet_or_never_is_told_apart(post: Post) -> None:
    email, _ = await post.at_home()
    mail = await written_down(
        post,
        kind=MailKind.INVITATION,
        recipient=email,
        facts={"workspace": "Ours", "inviter": "Bo", "origin": "https://clips.test"},
        secret=await post.app.state.services.keys.seal("a-token"),
    )
    request = SendMailRequest(mail=str(mail))
    run = ActivityEnvironment().run

    post.server.to_recipient.append("451 4.7.1 Come back")
    with pytest.raises(UpstreamBusyError, match="451"):
        await run(post.activities.send_mail, request)
    waiting = await post.written()
    post.server.to_message.append("554 5.6.0 No")
    refused = await run(post.activities.send_mail, request)
    again = await run(post.activities.send_mail, request)
    row = await post.written()

    assert (waiting.state, waiting.recipient) == ("waiting", email)
    assert refused is again is MailState.FAILED
    assert (row.state, row.error) == ("failed", "the mail server answered 554 to the message")
    assert (row.recipient, row.facts, row.secret) == ("", {}, None)


async def test_who_has_left_is_told_nothing(post: Post) -> None:
    email, _ = await post.at_home()
    async with post.service.owner.transaction() as rows:
        owner = (await rows.scalars(select(User).where(User.email == email))).one()
        owner.deleted_at = datetime.now(UTC)
    facts = {"address": HOME}
    about = await written_down(post, kind=MailKind.PASSWORD, user_id=owner.id, facts=facts)
    asked = await written_down(post, kind=MailKind.FORGOTTEN, recipient=email, facts={})

    for mail in (about, asked):
        request = SendMailRequest(mail=str(mail))
        state = await ActivityEnvironment().run(post.activities.send_mail, request)
        assert state is MailState.DROPPED


async def test_without_a_mail_server_nothing_is_written_down_and_who_forgot_is_told(
    service: Service, post: Post
) -> None:
    async def counted() -> int:
        async with service.owner.transaction() as rows:
            return int(await rows.scalar(select(func.count()).select_from(Mail)) or 0)

    before = await counted()
    await service.rest()
    given = {"email": f"quiet-{uuid4().hex[:8]}@example.com", "password": PASSWORD}
    await service.client.post("/api/auth/register", json=given)
    entered = await service.client.post("/api/auth/login", json=given)
    forgot = await service.client.post("/api/auth/forgot", json={"email": given["email"]})

    assert entered.status_code == 200
    assert (forgot.status_code, forgot.json()["error"]["code"]) == (403, "feature_off")
    assert await counted() == before
