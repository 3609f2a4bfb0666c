"""The database goes away and comes back: the API says so, and whoever watches misses nothing."""

import asyncio
import json
import resource
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text
from temporalio.testing import WorkflowEnvironment
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.api.people import Service, Who
from tests.api.running import listening, running
from tests.postgres import Server, serving
from tests.waiting import until

pytestmark = pytest.mark.server

_WORKSPACES = 10


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    async with serving(tmp_path_factory.mktemp("database")) as server:
        yield server


@pytest.fixture(scope="module")
async def fragile(
    tmp_path_factory: pytest.TempPathFactory, database: Server, temporal: WorkflowEnvironment
) -> AsyncIterator[Service]:
    """The service over a database that is stopped."""
    folder: Path = tmp_path_factory.mktemp("fragile")
    async with running(folder, database.url, temporal.client) as made:
        yield made


class Answer(NamedTuple):
    asked: float
    told: float
    status: int
    code: str


@pytest.mark.parametrize(
    "how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL], ids=lambda s: s.name
)
async def test_reads_wait_for_the_database_and_none_of_them_fails(
    fragile: Service, database: Server, how: signal.Signals
) -> None:
    who = await fragile.person()
    answers: list[Answer] = []
    over = asyncio.Event()

    async def read() -> None:
        while not over.is_set():
            asked = time.monotonic()
            answer = await who.ask("GET", "/jobs")
            code = answer.json().get("error", {}).get("code", "")
            answers.append(Answer(asked, time.monotonic(), answer.status_code, code))
            await asyncio.sleep(0.005)

    def served(since: float) -> list[Answer]:
        return [one for one in answers if one.asked > since and one.status == 200]

    readers = [asyncio.create_task(read()) for _ in range(8)]
    await until(lambda: served(0))
    await database.stop(how)
    down = time.monotonic()
    await asyncio.sleep(0.3)
    up = time.monotonic()
    await database.start()
    await until(lambda: served(up), seconds=10)
    back = time.monotonic()
    await until(lambda: len(served(back)) > 50)
    over.set()
    await asyncio.gather(*readers)

    assert {(one.status, one.code) for one in answers} == {(200, ""), (503, "unavailable")}
    assert {one.status for one in answers if down < one.asked and one.told < up} == {503}
    assert {one.status for one in answers if one.asked > back} == {200}


async def watchers(
    stack: AsyncExitStack, address: str, people: list[Who], count: int
) -> list[ClientConnection]:
    """Open WebSockets of people, fifty at a time."""

    async def opened(number: int) -> ClientConnection:
        who = people[number % len(people)]
        url = f"{address.replace('http', 'ws')}/api/ws/workspace?workspace={who.workspace}"
        kinds = [Subprotocol("clippedai"), Subprotocol(who.token)]
        socket = await stack.enter_async_context(
            connect(url, subprotocols=kinds, ping_interval=None, open_timeout=30)
        )
        assert json.loads(await socket.recv())["kind"] == "following"
        return socket

    found: list[ClientConnection] = []
    for start in range(0, count, 50):
        found += await asyncio.gather(*map(opened, range(start, min(start + 50, count))))
    return found


async def told(socket: ClientConnection, states: set[str]) -> float:
    """Return when somebody who watches has been told all of it."""
    while states:
        event = json.loads(await socket.recv())
        states = states - {event["body"]["state"]}
    return time.monotonic()


@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.long)])
async def test_whoever_watches_is_current_again_within_ten_seconds(
    fragile: Service, database: Server, count: int
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4 * count + 500)), hard))
    people = [await fragile.person() for _ in range(_WORKSPACES)]
    jobs = [await fragile.job(who, state="created") for who in people]

    async def set_states(state: str) -> None:
        async with fragile.owner.transaction() as rows:
            change = text("UPDATE jobs SET state = :state WHERE id = ANY(:jobs)")
            await rows.execute(change, {"state": state, "jobs": [job.id for job in jobs]})

    async with AsyncExitStack() as stack, listening(fragile.app) as address:
        sockets = await watchers(stack, address, people, count)
        reading = [
            asyncio.create_task(told(socket, {"analyzing", "completed"})) for socket in sockets
        ]
        stopped = time.monotonic()
        await database.stop(signal.SIGINT)
        await database.start()
        # One change before anybody listens again, perhaps, and one after it.
        await set_states("analyzing")
        await asyncio.sleep(1.5)
        await set_states("completed")
        async with asyncio.timeout(30):
            ends = await asyncio.gather(*reading)

    seconds = max(ends) - stopped
    print(f"{count} WebSockets are current again {seconds:.1f} s after the database stopped")  # noqa: T201
    assert seconds < 10
    assert len(ends) == count
