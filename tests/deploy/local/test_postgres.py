"""The embedded PostgreSQL: made whole, reached with its password, alive after a kill."""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from core.errors import ConfigurationError
from deploy.local import ports, postgres, postgres_runner
from deploy.local.postgres import Cluster
from deploy.local.postgres_runner import Runner
from tests.waiting import answer

pytestmark = pytest.mark.server

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change its user")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


@contextlib.asynccontextmanager
async def served(cluster: Cluster) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    cluster.clear()
    port = ports.choose()
    process = await asyncio.create_subprocess_exec(
        *cluster.command(port), stderr=asyncio.subprocess.DEVNULL, start_new_session=True
    )
    try:
        await answer(lambda: postgres.answers(cluster.url(port)))
        yield cluster.url(port), process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await process.wait()
        cluster.clear()


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_it_speaks_only_to_this_machine_and_knows_vectors(tmp_path: Path) -> None:
    async with served(await postgres.cluster(tmp_path)) as (url, _):
        assert await ask(url, "SHOW listen_addresses") == "127.0.0.1"
        assert await ask(url, "SHOW unix_socket_directories") == ""
        assert await ask(url, "SHOW server_encoding") == "UTF8"
        await ask(url, "CREATE EXTENSION vector")
        assert await ask(url, "SELECT '[1,2]'::vector <-> '[1,4]'::vector") == 2.0


async def test_a_killed_server_starts_again_with_its_rows(tmp_path: Path) -> None:
    cluster = await postgres.cluster(tmp_path)
    async with served(cluster) as (url, process):
        await ask(url, "CREATE TABLE kept AS SELECT generate_series(1, 500) AS number")
        process.kill()
        await process.wait()
        assert (cluster.files / "postmaster.pid").exists()
    async with served(cluster) as (url, _):
        assert await ask(url, "SELECT count(*) FROM kept") == 500


async def test_what_a_killed_set_up_left_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new" / "cluster"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    cluster = await postgres.cluster(tmp_path)
    assert not half.exists()
    assert not (tmp_path / "postgres" / "password.initdb").exists()
    async with served(cluster) as (url, _):
        assert await ask(url, "SELECT current_user") == postgres.USER


async def test_the_cluster_is_made_once(tmp_path: Path) -> None:
    first = await postgres.cluster(tmp_path)
    second = await postgres.cluster(tmp_path)
    assert first.url(1) == second.url(1)


@AS_ROOT
async def test_root_runs_it_as_somebody_else_in_a_folder_that_only_root_may_enter(
    tmp_path: Path,
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    cluster = await postgres.cluster(private)
    assert cluster.files.stat().st_uid != 0
    async with served(cluster) as (url, process):
        status = await asyncio.to_thread(Path(f"/proc/{process.pid}/status").read_text)
        uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
        assert uids == [str(cluster.files.stat().st_uid)] * 4
        assert await ask(url, "SELECT 1") == 1


@AS_ROOT
async def test_without_setpriv_root_runs_a_copy_that_everybody_may_read(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = postgres_runner._copied(postgres_runner.wheel_programs(), tmp_path / "hidden")
    (tmp_path / "hidden").chmod(0o700)
    monkeypatch.setattr(postgres_runner, "wheel_programs", lambda: hidden)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    async with served(await postgres.cluster(open_folder)) as (url, _):
        assert await ask(url, "SELECT 1") == 1
    assert (open_folder / "postgres-programs").exists()


@AS_ROOT
async def test_without_setpriv_a_folder_that_only_root_may_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ConfigurationError, match="set CLIPPED_DATA_DIR to a folder that everybody"):
        await postgres.cluster(private)


@AS_ROOT
async def test_the_owner_of_existing_data_stays_its_owner(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "cluster").mkdir(parents=True)
    os.chown(tmp_path / "postgres" / "cluster", 4242, 4242)
    runner = await postgres_runner.choose(tmp_path, tmp_path / "postgres" / "cluster")
    assert runner.owner == (4242, 4242)


async def test_an_ordinary_user_runs_it_directly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    cluster = tmp_path / "postgres" / "cluster"
    assert await postgres_runner.choose(tmp_path, cluster) == Runner(
        postgres_runner.wheel_programs()
    )
    cluster.mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(ConfigurationError, match="belongs to another user"):
        await postgres_runner.choose(tmp_path, cluster)
