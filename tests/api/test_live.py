"""What changes is told to whoever watches."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from api import access_tokens
from tests.api.people import Service, Who


@asynccontextmanager
async def watching(
    address: str, path: str, who: Who, *, token: str | None = None
) -> AsyncIterator[ClientConnection]:
    """Give a connection of somebody who watches."""
    async with opening(address, path, who, token=token) as socket:
        first = await next_event(socket)
        assert first["kind"] == "following"
        yield socket


def opening(address: str, path: str, who: Who, *, token: str | None = None) -> connect:
    """Give a connection of somebody who asks to watch."""
    mark = "&" if "?" in path else "?"
    return connect(
        f"{address.replace('http', 'ws')}/api{path}{mark}workspace={who.workspace}",
        subprotocols=[Subprotocol("clippedai"), Subprotocol(token or who.token)],
    )


async def next_event(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(10):
        event: dict[str, Any] = json.loads(await socket.recv())
    return event


async def set_state(service: Service, job: object, state: str) -> None:
    async with service.owner.transaction() as rows:
        change = text("UPDATE jobs SET state = :state WHERE id = :job")
        await rows.execute(change, {"state": state, "job": job})


async def closing(address: str, path: str, who: Who, *, token: str | None = None) -> int:
    """Return the code with which a connection is closed."""
    async with opening(address, path, who, token=token) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await next_event(socket)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


async def test_a_change_of_a_job_is_told_at_once(service: Service, address: str) -> None:
    who = await service.person()
    job = await service.job(who, state="created")

    async with watching(address, f"/ws/jobs/{job.id}?after=0", who) as socket:
        first = await next_event(socket)
        await set_state(service, job.id, "ingesting")
        second = await next_event(socket)

    assert (first["kind"], first["body"]["state"]) == ("job", "created")
    assert second["body"]["state"] == "ingesting"
    assert second["id"] > first["id"]


async def test_who_comes_back_has_missed_nothing(service: Service, address: str) -> None:
    who = await service.person()
    job = await service.job(who, state="created")
    async with watching(address, "/ws/workspace?after=0", who) as socket:
        last = (await next_event(socket))["id"]

    states = [f"state-{number}" for number in range(20)]
    for state in states:
        await set_state(service, job.id, state)
    async with watching(address, f"/ws/workspace?after={last}", who) as socket:
        told = [(await next_event(socket))["body"]["state"] for _ in states]

    assert told == states


async def test_who_follows_from_now_on_is_told_where_that_is(
    service: Service, address: str
) -> None:
    who = await service.person()
    job = await service.job(who, state="created")
    await set_state(service, job.id, "ingesting")

    async with opening(address, f"/ws/jobs/{job.id}", who) as socket:
        now = await next_event(socket)
    await set_state(service, job.id, "analyzing")
    path = f"/ws/jobs/{job.id}?after={now['id']}"
    async with opening(address, path, who) as socket:
        again, missed = await next_event(socket), await next_event(socket)

    assert now.keys() == {"kind", "id"}
    assert again == now
    assert missed["id"] > now["id"]
    assert missed["body"]["state"] == "analyzing"


async def test_a_hundred_writers_at_once_lose_no_event(service: Service, address: str) -> None:
    who = await service.person()
    jobs = [await service.job(who, state="created") for _ in range(20)]

    async with watching(address, "/ws/workspace", who) as socket:
        changes = [set_state(service, job.id, f"s{n}") for job in jobs for n in range(5)]
        await asyncio.gather(*changes)
        numbers = [(await next_event(socket))["id"] for _ in changes]

    assert numbers == sorted(numbers)
    assert len(numbers) == 100


async def test_another_workspace_hears_nothing(service: Service, address: str) -> None:
    who, stranger = await service.person(), await service.person()
    job = await service.job(who, state="created")

    assert await closing(address, f"/ws/jobs/{job.id}", stranger) == 4404
    async with watching(address, "/ws/workspace?after=0", stranger) as socket:
        await set_state(service, job.id, "ingesting")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await socket.recv()


async def test_a_forged_token_is_sent_away(service: Service, address: str) -> None:
    assert await closing(address, "/ws/workspace", await service.person(), token="x.y.z") == 4401


async def test_the_end_of_a_token_is_told(
    service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await service.person()
    session = (await access_tokens.read(service.app.state.services.keys, who.token)).session
    monkeypatch.setattr(access_tokens, "ACCESS_LIFE", timedelta(seconds=2))
    short = await access_tokens.sign(service.app.state.services.keys, who.user, session)

    async with watching(address, "/ws/workspace", who, token=short) as socket:
        event = await next_event(socket)
        with pytest.raises(ConnectionClosed) as closed:
            await next_event(socket)

    assert event == {"kind": "token_expired"}
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize(
    "asked", [{"params": {"after": 2**63}}, {"headers": {"Last-Event-ID": "9" * 30}}]
)
async def test_no_event_has_a_number_beyond_those_of_the_database(
    service: Service, asked: dict[str, dict[str, str]]
) -> None:
    who = await service.person()
    job = await service.job(who)

    answer = await who.client.get(
        f"/api/jobs/{job.id}/events",
        params=asked.get("params"),
        headers={**who.headers(), **asked.get("headers", {})},
    )

    assert answer.status_code == 422
