"""The system as a whole: real servers, a real supervisor process, real signals."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import asyncpg
import psutil
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from core.errors import ConfigurationError
from core.settings import Settings
from deploy.local import postgres_runner, supervisor
from deploy.local.endpoints import load
from deploy.local.stack import Endpoints, Recipe, find_running, running, serve
from tests.waiting import answer

pytestmark = pytest.mark.server

T = TypeVar("T")

PARTS = ("temporal", "postgresql", "worker")


class Up:
    """A supervisor in its own process."""

    def __init__(self, options: Settings, prefix: tuple[str, ...] = ()) -> None:
        self.options = options
        self._log = options.data_dir.parent / "supervisor.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, str(Path(__file__).with_name("serving.py"))],
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "CLIPPED_DATA_DIR": str(options.data_dir),
                    "CLIPPED_WORKER__GRACE_SECONDS": "2",
                    "PYTHONPATH": os.pathsep.join(sys.path),
                },
            )

    async def ready(self) -> Endpoints:
        async def found() -> Endpoints | None:
            assert self.process.poll() is None, self.said()
            return await find_running(self.options)

        return await answer(found)

    def said(self) -> str:
        return self._log.read_text()

    def pids(self) -> dict[str, int]:
        entries = json.loads((self.options.data_dir / "run" / "processes.json").read_text())
        return {name: entry["pid"] for name, entry in entries.items()}


@pytest.fixture
def up(options: Settings) -> Iterator[Callable[..., Up]]:
    made: list[Up] = []

    def make(*prefix: str) -> Up:
        made.append(Up(options, prefix))
        return made[-1]

    yield make
    for one in made:
        one.process.terminate()
        one.process.wait(30)
    assert not leftovers(options)


def leftovers(options: Settings) -> list[str]:
    """Return the command lines of all processes that belong to the data folder."""
    lines = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            line = " ".join(process.cmdline())
            mine = str(options.data_dir) in line or process.cwd().startswith(str(options.data_dir))
            if mine and process.status() != psutil.STATUS_ZOMBIE:
                lines.append(line)
    return lines


async def query(endpoints: Endpoints, statement: str) -> object:
    connection = await asyncpg.connect(endpoints.database)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_killed_parts_come_back_with_their_data(up: Callable[..., Up]) -> None:
    system = up()
    endpoints = await system.ready()
    await query(endpoints, "CREATE TABLE kept AS SELECT 7 AS number")
    for name in PARTS:
        before = system.pids()[name]
        os.kill(before, signal.SIGKILL)

        async def back(name: str = name, before: int = before) -> Endpoints | None:
            now = system.pids().get(name, before)
            return await find_running(system.options) if now != before else None

        assert await answer(back) == endpoints
    assert await query(endpoints, "SELECT number FROM kept") == 7
    assert system.said().count("is back") == 3


async def test_a_part_that_is_killed_with_its_children_comes_back(up: Callable[..., Up]) -> None:
    system = up()
    endpoints = await system.ready()
    holding = await asyncpg.connect(endpoints.database)
    before = system.pids()["postgresql"]
    sleeping = asyncio.create_task(holding.execute("SELECT pg_sleep(60)"))
    await asyncio.sleep(0.2)
    os.kill(before, signal.SIGKILL)

    async def back() -> Endpoints | None:
        return await find_running(system.options) if system.pids()["postgresql"] != before else None

    assert await answer(back) == endpoints
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await sleeping
    holding.terminate()


async def test_a_second_start_is_refused_in_one_line(
    up: Callable[..., Up], options: Settings, recipe: Recipe
) -> None:
    system = up()
    await system.ready()
    with pytest.raises(ConfigurationError) as refused:
        await serve(options, print, recipe=recipe)
    assert f"is used by process {system.process.pid}" in str(refused.value)
    assert "CLIPPED_DATA_DIR" in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_a_killed_supervisors_orphans_are_ended_and_its_data_is_kept(
    up: Callable[..., Up],
) -> None:
    first = up()
    before = await first.ready()
    await query(before, "CREATE TABLE kept AS SELECT 7 AS number")
    orphans = first.pids()
    first.process.kill()
    first.process.wait()
    assert all(psutil.pid_exists(pid) for pid in orphans.values())
    assert await find_running(first.options) is None

    second = up()
    after = await second.ready()
    assert after == before
    assert await query(after, "SELECT number FROM kept") == 7
    assert not set(orphans.values()) & set(second.pids().values())
    for name in PARTS:
        assert f"ended {name}" in second.said()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stopped_system_leaves_no_process(
    up: Callable[..., Up], number: signal.Signals
) -> None:
    system = up()
    await system.ready()
    pids = system.pids()
    system.process.send_signal(number)
    assert system.process.wait(20) == 0
    assert not [pid for pid in pids.values() if psutil.pid_exists(pid)]
    assert not leftovers(system.options)
    assert system.said().endswith("stopped\n")


async def test_a_stop_during_the_start_leaves_no_process(up: Callable[..., Up]) -> None:
    system = up()
    run = system.options.data_dir / "run" / "processes.json"

    async def begun() -> bool | None:
        return run.exists() or None

    await answer(begun)
    system.process.terminate()
    assert system.process.wait(20) == 0
    assert not leftovers(system.options)


async def test_taken_ports_are_replaced(
    options: Settings, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.ExitStack() as taken:
        for name in ("TEMPORAL_PORT", "WEB_PORT", "DATABASE_PORT"):
            holder = taken.enter_context(socket.create_server(("127.0.0.1", 0)))
            monkeypatch.setattr(supervisor, name, holder.getsockname()[1])
        async with running(options, print, recipe=recipe) as endpoints:
            assert await query(endpoints, "SELECT 1") == 1
            client = await Client.connect(endpoints.temporal)
            known = await client.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace="default")
            )
            assert {"WorkspaceId", "JobId", "JobStage"} <= known.custom_attributes.keys()
            record = load(options)
            assert record is not None
            ports = {record.temporal_port, record.web_port, record.database_port}
            assert len(ports) == 3
    assert not leftovers(options)


async def test_a_guest_uses_the_system_and_its_host_waits_for_it(
    options: Settings, recipe: Recipe
) -> None:
    lines: list[str] = []
    guest_may_end = asyncio.Event()
    guest_is_in = asyncio.Event()

    async def guest() -> Endpoints:
        async with running(options, lines.append, recipe=recipe) as endpoints:
            guest_is_in.set()
            await guest_may_end.wait()
            assert await query(endpoints, "SELECT 1") == 1
            return endpoints

    async with running(options, lines.append, recipe=recipe) as host:
        visit = asyncio.create_task(guest())
        await guest_is_in.wait()
        asyncio.get_running_loop().call_later(0.5, guest_may_end.set)
    assert visit.done()
    assert await visit == host
    assert "another command still uses the system; it stops when that one ends" in lines
    assert lines.count(next(line for line in lines if line.startswith("worker ready"))) == 1
    assert not leftovers(options)


async def test_secrets_are_for_the_owner_alone(options: Settings, recipe: Recipe) -> None:
    async with running(options, print, recipe=recipe) as endpoints:
        password = endpoints.database.split(":")[2].partition("@")[0]
        assert not [line for line in leftovers(options) if password in line]
        assert len(leftovers(options)) >= len(PARTS)
        for name in ("run/stack.json", "postgres/password"):
            assert (options.data_dir / name).stat().st_mode & 0o077 == 0
        wrong = endpoints.database.replace(password, "guessed")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(wrong)


async def test_a_warm_start_takes_less_than_ten_seconds(options: Settings, recipe: Recipe) -> None:
    async with running(options, print, recipe=recipe):
        pass
    started = time.monotonic()
    async with running(options, print, recipe=recipe):
        assert time.monotonic() - started < 10


async def test_a_worker_that_cannot_start_is_named_with_its_last_words(
    options: Settings, recipe: Recipe
) -> None:
    broken = Recipe(
        (sys.executable, "-c", "raise SystemExit('no queue today')"), migrate=recipe.migrate
    )
    with pytest.raises(Exception, match=r"worker ended \(exit code 1\): no queue today"):
        async with running(options, print, recipe=broken):
            pytest.fail("it started")
    assert not leftovers(options)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_an_ordinary_user_runs_it_too(up: Callable[..., Up], options: Settings) -> None:
    runner = await postgres_runner.choose(options.data_dir.parent, options.data_dir)
    assert runner.owner is not None
    options.data_dir.mkdir()
    runner.own(options.data_dir)
    system = up(*runner.prefix)
    endpoints = await system.ready()
    assert await query(endpoints, "SELECT 1") == 1
    for pid in system.pids().values():
        assert psutil.Process(pid).uids().effective == runner.owner[0]


async def test_a_data_folder_that_cannot_be_made_is_refused_in_one_line(
    options: Settings, recipe: Recipe, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    misplaced = options.model_copy(update={"data_dir": tmp_path / "file" / "data"})
    with pytest.raises(ConfigurationError, match="set CLIPPED_DATA_DIR to a folder of yours"):
        await serve(misplaced, print, recipe=recipe)
