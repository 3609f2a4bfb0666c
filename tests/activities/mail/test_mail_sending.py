"""One attempt to hand a mail to a server, whatever the server does."""

import asyncio
import ssl
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr, ValidationError

from activities.mail.outbox import Letter
from activities.mail.sending import RefusedMailError, hand_over
from activities.mail.wording import message
from core.domain.mail import MailKind
from core.errors import UpstreamBusyError
from core.mail_settings import MailSettings
from tests.doubles.mail_server import PASSWORD, USER, MailServer, certificate, served

TO = "ann@example.com"


def options(server: MailServer, **more: Any) -> MailSettings:
    plain = {"security": "none", "sender": "ClippedAI <clips@example.com>", "timeout": 5.0}
    return MailSettings.model_validate({"host": "127.0.0.1", "port": server.port, **plain, **more})


def mail(to: str = TO) -> EmailMessage:
    facts = {"device": "curl/8", "address": "203.0.113.5"}
    letter = Letter(uuid4(), MailKind.PASSWORD, to, facts=facts, at=datetime.now(UTC))
    return message(letter, MailSettings(host="h", sender="clips@example.com").origin)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with served() as made:
        yield made
        assert made.complaints == []


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("to", [TO, "zoë@exämple.com"])
async def test_a_mail_reaches_its_one_recipient(server: MailServer, to: str) -> None:
    await hand_over(options(server), mail(to), to=to)

    assert server.recipients == [to]
    assert str(server.mails[0]["From"]) == "clips@example.com"


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_login_goes_over_an_encrypted_line(
    tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[1]))
    security = "tls" if at_once else "starttls"
    async with served(tls=tls[0], at_once=at_once, login=True) as server:
        known = {"security": security, "user": USER}
        await hand_over(options(server, **known, password=PASSWORD), mail(), to=TO)
        with pytest.raises(UpstreamBusyError, match="535"):
            await hand_over(options(server, **known, password="wrong"), mail(), to=TO)

    assert len(server.mails) == 1
    assert set(server.logins) == {(USER, PASSWORD), (USER, "wrong")}


async def test_a_server_whom_nobody_vouches_for_gets_no_password(
    tls: tuple[ssl.SSLContext, Path],
) -> None:
    async with served(tls=tls[0], login=True) as server:
        known = {"security": "starttls", "user": USER, "password": PASSWORD}
        with pytest.raises(UpstreamBusyError, match="cannot be reached"):
            await hand_over(options(server, **known), mail(), to=TO)

    assert (server.logins, server.mails) == ([], [])


async def test_a_server_that_does_not_encrypt_gets_nothing(server: MailServer) -> None:
    with pytest.raises(UpstreamBusyError):
        await hand_over(options(server, security="starttls"), mail(), to=TO)

    assert server.mails == []


@pytest.mark.parametrize("where", ["to_recipient", "to_message"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 4.7.1 Greylisted, come back", UpstreamBusyError), ("550 No", RefusedMailError)],
)
async def test_what_a_server_says_decides_whether_it_is_asked_again(
    server: MailServer, where: str, answer: str, error: type[Exception]
) -> None:
    getattr(server, where).append(answer)

    with pytest.raises(error, match=answer[:3]):
        await hand_over(options(server), mail(), to=TO)
    await hand_over(options(server), mail(), to=TO)

    assert len(server.mails) == 1


async def test_an_error_does_not_tell_who_was_written_to(server: MailServer) -> None:
    server.to_recipient.append(f"550 5.1.1 <{TO}>: there is nobody of that name")

    with pytest.raises(RefusedMailError) as refusal:
        await hand_over(options(server), mail(), to=TO)

    assert TO not in "".join(traceback.format_exception(refusal.value))


async def test_a_line_that_drops_is_tried_again_under_the_same_id(server: MailServer) -> None:
    server.hang_ups = 1
    made = mail()

    with pytest.raises(UpstreamBusyError):
        await hand_over(options(server), made, to=TO)
    await hand_over(options(server), made, to=TO)

    assert len({str(one["Message-ID"]) for one in server.mails}) == 1


async def test_a_silent_server_is_left_in_time(server: MailServer) -> None:
    server.silence = 30.0
    async with asyncio.timeout(5):
        with pytest.raises(UpstreamBusyError):
            await hand_over(options(server, timeout=0.3), mail(), to=TO)
    server.silence = 0.0


async def test_nobody_at_the_port_is_nobody_for_now() -> None:
    async with served() as gone:
        pass

    with pytest.raises(UpstreamBusyError, match="cannot be reached"):
        await hand_over(options(gone), mail(), to=TO)


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "mail.test"},
        {"host": "mail.test", "sender": "clips"},
        {"host": "mail.test", "sender": "a@b.c", "user": "clips", "security": "none"},
    ],
)
def test_settings_that_cannot_work_or_give_a_password_away_are_refused(
    wrong: dict[str, str],
) -> None:
    with pytest.raises(ValidationError):
        MailSettings.model_validate({**wrong, "password": SecretStr("x")})


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_a_server_is_at_the_usual_port(security: str, port: int) -> None:
    made = MailSettings.model_validate({"host": "h", "sender": "a@b.c", "security": security})

    assert made.door == port
