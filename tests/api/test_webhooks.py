"""Webhooks over the API: who is told, what they were told, and what platforms tell us."""

import asyncio
import base64
import hashlib
import hmac
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import SecretStr
from sqlmodel import col, select
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from activities.notify.signing import new_secret
from api import webhooks
from api.callbacks import MAX_BODY
from core.db.tables import (
    AuditEntry,
    PlatformCallback,
    WebhookAttempt,
    WebhookDelivery,
    WebhookSubscription,
)
from tests.api.people import Service, Who
from workflows.webhook import WebhookRequest

pytestmark = pytest.mark.server

HOOK = {"url": "https://example.com/hook", "events": ["job.completed", "clip.ready"]}


async def subscribed(who: Who, **fields: object) -> dict[str, Any]:
    answer = await who.ask("POST", "/webhooks/subscribe", json={**HOOK, **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def listed(who: Who) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await who.ask("GET", "/webhooks/subscriptions")).json()
    return found


async def stored(service: Service, subscription: str) -> WebhookSubscription:
    async with service.owner.transaction() as rows:
        return await rows.get_one(WebhookSubscription, UUID(subscription))


async def delivery(service: Service, who: Who, subscription: str, state: str) -> WebhookDelivery:
    """Return a delivery that was tried once."""
    made = WebhookDelivery(
        id=uuid4(),
        workspace_id=who.workspace,
        subscription_id=UUID(subscription),
        event="job.completed",
        key=str(uuid4()),
        body={"type": "job.completed"},
        state=state,
        attempts=1,
        status=500,
    )
    async with service.owner.transaction() as rows:
        rows.add(made)
        await rows.flush()
        rows.add(
            WebhookAttempt(
                delivery_id=made.id,
                round=1,
                number=1,
                workspace_id=who.workspace,
                at=datetime.now(UTC),
                seconds=0.5,
                status=500,
                error="the receiver answered 500",
                excerpt="down",
            )
        )
    return made


async def test_a_secret_is_shown_once_and_stored_sealed(service: Service) -> None:
    who = await service.person()

    made = await subscribed(who, description="our own site")
    row = await stored(service, made["id"])
    (shown,) = await listed(who)

    secret = made["secret"]
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert "secret" not in shown
    assert (shown["url"], shown["active"]) == (HOOK["url"], True)
    assert (shown["events"], shown["description"]) == (
        ["clip.ready", "job.completed"],
        "our own site",
    )
    assert secret.encode() not in row.secret
    assert await service.app.state.services.keys.unseal(row.secret) == secret
    async with service.owner.transaction() as rows:
        notes = await rows.scalars(
            select(AuditEntry).where(AuditEntry.workspace_id == who.workspace)
        )
        assert not any(secret in one.model_dump_json() for one in notes)


async def test_after_a_rotation_the_old_secret_is_good_for_a_day(service: Service) -> None:
    who = await service.person()
    made = await subscribed(who)

    answer = await who.ask("POST", f"/webhooks/subscriptions/{made['id']}/rotate")
    rotated = answer.json()
    row = await stored(service, made["id"])

    unseal = service.app.state.services.keys.unseal
    assert answer.status_code == 200
    assert rotated["secret"] != made["secret"]
    assert await unseal(row.secret) == rotated["secret"]
    assert row.old_secret is not None
    assert await unseal(row.old_secret) == made["secret"]
    assert row.old_secret_until is not None
    assert abs(row.old_secret_until.timestamp() - time.time() - 86_400) < 60


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:169.254.169.254]/latest",
        "https://169.254.169.254/latest/meta-data",
        "https://me:pw@example.com/",
        "https://example.com\\@10.0.0.1/",
        "gopher://example.com/",
        "https://",
    ],
)
async def test_nothing_is_promised_to_an_address_inside(service: Service, url: str) -> None:
    who = await service.person()
    made = await subscribed(who)

    added = await who.ask("POST", "/webhooks/subscribe", json={**HOOK, "url": url})
    changed = await who.ask("PATCH", f"/webhooks/subscriptions/{made['id']}", json={"url": url})

    assert (added.status_code, changed.status_code) == (403, 403)
    assert [one["url"] for one in await listed(who)] == [HOOK["url"]]


@pytest.mark.parametrize(
    "body",
    [
        {**HOOK, "events": []},
        {**HOOK, "events": ["job.exploded"]},
        {**HOOK, "url": "https://example.com/a b"},
        {**HOOK, "url": "https://example.com/" + "a" * 2000},
        {**HOOK, "secret": "mine"},
        {"events": ["clip.ready"]},
    ],
)
async def test_a_subscription_that_makes_no_sense_is_refused(
    service: Service, body: dict[str, object]
) -> None:
    answer = await (await service.person()).ask("POST", "/webhooks/subscribe", json=body)

    assert answer.status_code == 422


async def test_a_subscription_is_changed_and_turned_off_and_on(service: Service) -> None:
    who = await service.person()
    made = await subscribed(who)
    path = f"/webhooks/subscriptions/{made['id']}"
    async with service.owner.transaction() as rows:
        row = await rows.get_one(WebhookSubscription, UUID(made["id"]))
        row.active, row.disabled_because = False, "the receiver answered 410"

    moved = await who.ask(
        "PATCH", path, json={"url": "https://example.org/", "events": ["clip.ready"]}
    )
    on = await who.ask("PATCH", path, json={"active": True})

    assert (moved.json()["url"], moved.json()["events"]) == ("https://example.org/", ["clip.ready"])
    assert (moved.json()["active"], moved.json()["disabled_because"]) == (
        False,
        "the receiver answered 410",
    )
    assert (on.json()["active"], on.json()["disabled_because"]) == (True, "")
    assert (await who.ask("DELETE", path)).status_code == 204
    assert await listed(who) == []
    assert (await who.ask("PATCH", path, json={"active": True})).status_code == 404


async def test_a_workspace_has_so_many_subscriptions_and_no_more(service: Service) -> None:
    who = await service.person()
    for _ in range(webhooks.MOST):
        made = await subscribed(who)

    over = await who.ask("POST", "/webhooks/subscribe", json=HOOK)
    await who.ask("DELETE", f"/webhooks/subscriptions/{made['id']}")

    assert over.status_code == 409
    await subscribed(who)


async def request_of(env: WorkflowEnvironment, workflow: str) -> WebhookRequest:
    """Return what a workflow was started with."""
    history = await env.client.get_workflow_handle(workflow).fetch_history()
    begun = history.events[0].workflow_execution_started_event_attributes
    (request,) = await env.client.data_converter.decode(begun.input.payloads, [WebhookRequest])
    assert isinstance(request, WebhookRequest)
    return request


async def test_a_ping_is_on_its_way_at_once(
    service: Service, temporal: WorkflowEnvironment
) -> None:
    who = await service.person()
    made = await subscribed(who)

    answer = await who.ask("POST", f"/webhooks/subscriptions/{made['id']}/test")
    ping = answer.json()
    request = await request_of(temporal, f"webhook/{who.workspace}/{ping['id']}/1")

    assert answer.status_code == 202, answer.text
    assert (ping["event"], ping["state"], ping["body"]["type"]) == ("ping", "pending", "ping")
    assert request == WebhookRequest(workspace=str(who.workspace), delivery=ping["id"])


async def test_what_was_given_up_is_sent_again_as_another_round(
    service: Service, temporal: WorkflowEnvironment
) -> None:
    who = await service.person()
    made = await subscribed(who)
    failed = await delivery(service, who, made["id"], "failed")

    answer = await who.ask("POST", f"/webhooks/deliveries/{failed.id}/replay")
    twice = await who.ask("POST", f"/webhooks/deliveries/{failed.id}/replay")
    request = await request_of(temporal, f"webhook/{who.workspace}/{failed.id}/2")

    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["round"]) == ("pending", 2)
    assert twice.status_code == 409
    assert request.round == 2


async def test_ten_people_who_send_it_again_at_once_send_it_once(service: Service) -> None:
    who = await service.person()
    made = await subscribed(who)
    failed = await delivery(service, who, made["id"], "failed")
    path = f"/webhooks/deliveries/{failed.id}/replay"

    answers = await asyncio.gather(*(who.ask("POST", path) for _ in range(10)))

    assert sorted(one.status_code for one in answers) == [202] + [409] * 9


async def test_what_is_off_is_not_sent(service: Service) -> None:
    who = await service.person()
    made = await subscribed(who)
    failed = await delivery(service, who, made["id"], "failed")
    await who.ask("PATCH", f"/webhooks/subscriptions/{made['id']}", json={"active": False})

    ping = await who.ask("POST", f"/webhooks/subscriptions/{made['id']}/test")
    again = await who.ask("POST", f"/webhooks/deliveries/{failed.id}/replay")

    assert (ping.status_code, again.status_code) == (409, 409)


async def test_without_temporal_nothing_is_begun(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await service.person()
    made = await subscribed(who)
    failed = await delivery(service, who, made["id"], "failed")

    async def away(*args: object, **kwargs: object) -> None:
        raise RPCError("connection refused", RPCStatusCode.UNAVAILABLE, b"")

    path = f"/webhooks/subscriptions/{made['id']}"
    with monkeypatch.context() as patch:
        patch.setattr(Client, "start_workflow", away)
        ping = await who.ask("POST", f"{path}/test")
        again = await who.ask("POST", f"/webhooks/deliveries/{failed.id}/replay")
    left = (await who.ask("GET", f"{path}/deliveries")).json()

    assert (ping.status_code, again.status_code) == (503, 503)
    assert [(one["id"], one["state"], one["round"]) for one in left["data"]] == [
        (str(failed.id), "failed", 1)
    ]


async def test_the_log_tells_every_attempt_page_by_page(service: Service) -> None:
    who = await service.person()
    made, other = await subscribed(who), await subscribed(who)
    for state in ("delivered", "failed", "failed"):
        await delivery(service, who, made["id"], state)
    await delivery(service, who, other["id"], "failed")
    path = f"/webhooks/subscriptions/{made['id']}/deliveries"

    first = (await who.ask("GET", f"{path}?limit=2")).json()
    failed = (await who.ask("GET", f"{path}?state=failed")).json()

    assert (first["total"], first["pages"], len(first["data"])) == (3, 2, 2)
    assert failed["total"] == 2
    (attempt,) = first["data"][0]["log"]
    assert (attempt["status"], attempt["error"], attempt["excerpt"]) == (
        500,
        "the receiver answered 500",
        "down",
    )


SECRETS = {"tiktok": SecretStr("the client secret"), "relay": SecretStr(new_secret())}
EVENT = b'{"event":"post.publish.complete","client_key":"k"}'


@pytest.fixture(autouse=True)
def platforms(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.app.state.services.settings.webhooks, "platforms", SECRETS)


def by_tiktok(body: bytes = EVENT, *, at: float | None = None, secret: str = "") -> dict[str, str]:
    stamp = str(int(at or time.time()))
    key = (secret or SECRETS["tiktok"].get_secret_value()).encode()
    signed = hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"TikTok-Signature": f"t={stamp},s={signed}"}


def by_relay(body: bytes = EVENT, *, at: float | None = None, name: str = "") -> dict[str, str]:
    stamp, name = str(int(at or time.time())), name or f"msg_{uuid4().hex}"
    key = base64.b64decode(SECRETS["relay"].get_secret_value().removeprefix("whsec_"))
    digest = hmac.digest(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


async def called(
    service: Service, platform: str, headers: dict[str, str], body: bytes = EVENT
) -> httpx.Response:
    return await service.client.post(f"/api/webhooks/{platform}", content=body, headers=headers)


async def kept(service: Service, platform: str) -> list[bytes]:
    query = select(PlatformCallback.body).where(PlatformCallback.platform == platform)
    async with service.owner.transaction() as rows:
        return list(await rows.scalars(query.order_by(col(PlatformCallback.id))))


@pytest.mark.parametrize(("platform", "signed"), [("tiktok", by_tiktok), ("relay", by_relay)])
async def test_what_a_platform_signed_is_kept_once(
    service: Service, platform: str, signed: Any
) -> None:
    body = f'{{"n":"{uuid4()}"}}'.encode()
    headers = signed(body)

    answers = await asyncio.gather(*(called(service, platform, headers, body) for _ in range(8)))

    assert sorted(one.status_code for one in answers) == [202] + [409] * 7
    assert (await kept(service, platform)).count(body) == 1


@pytest.mark.parametrize(
    ("platform", "headers"),
    [
        ("tiktok", {}),
        ("tiktok", {"TikTok-Signature": "t=1,s=2"}),
        ("tiktok", {"TikTok-Signature": "s=" + "a" * 64}),
        ("tiktok", by_tiktok(b"another body")),
        ("tiktok", by_tiktok(secret="another secret")),
        ("tiktok", by_tiktok(at=time.time() - 3000)),
        ("tiktok", by_tiktok(at=time.time() + 3000)),
        ("tiktok", by_relay()),
        ("relay", by_relay(b"another body")),
        ("relay", by_relay(at=time.time() - 3000)),
        ("relay", by_relay(at=time.time() + 3000)),
        ("relay", by_relay(name="x" * 300)),
        ("relay", {**by_relay(), "webhook-id": "another"}),
        ("relay", {**by_relay(), "webhook-signature": "v1"}),
        ("relay", {**by_relay(), "webhook-signature": "v1,a"}),
        ("relay", {**by_relay(), "webhook-timestamp": "nan"}),
        ("relay", by_tiktok()),
    ],
)
async def test_what_is_forged_old_or_of_another_is_refused(
    service: Service, platform: str, headers: dict[str, str]
) -> None:
    before = await kept(service, platform)

    answer = await called(service, platform, headers)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "bad_signature"
    assert await kept(service, platform) == before


async def test_bytes_that_are_no_text_are_refused(service: Service) -> None:
    body = b"\xff\xfe\0"

    assert (await called(service, "relay", by_relay(body), body)).status_code == 401


@pytest.mark.parametrize("platform", ["nobody", "TikTok", "x" * 50])
async def test_a_platform_that_we_do_not_know_is_not_there(service: Service, platform: str) -> None:
    assert (await called(service, platform, by_tiktok())).status_code == 404


async def test_a_message_that_is_too_large_is_not_read_to_its_end(service: Service) -> None:
    body = b"x" * (MAX_BODY + 1)

    answer = await called(service, "tiktok", by_tiktok(body), body)

    assert answer.status_code == 413


async def test_the_api_puts_messages_down_and_cannot_read_them(service: Service) -> None:
    async with service.app.state.services.database.transaction() as rows:
        with pytest.raises(Exception, match="permission denied"):
            await rows.scalars(select(PlatformCallback.body))
