"""A workspace is kept in one file, and put back with everything that belongs to it."""

import asyncio
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from core.backup import backup, restore
from core.backup.rows import columns, tables
from core.db.migrate import migrate
from core.errors import ConfigurationError
from core.objects import FolderStore, ForeignKeyError
from tests.api.people import Service, Who
from tests.api.things import things


@pytest.fixture(scope="module")
async def empty(service: Service) -> str:
    """The name of a database with tables and nothing in them."""
    connection = await asyncpg.connect(service.owner.url)
    await connection.execute("CREATE DATABASE empty")
    await connection.close()
    await migrate(_named(service, "empty"))
    return "empty"


@pytest.fixture
async def elsewhere(service: Service, empty: str) -> AsyncIterator[str]:
    """Another installation's database."""
    connection = await asyncpg.connect(service.owner.url)
    await connection.execute(f"CREATE DATABASE elsewhere TEMPLATE {empty}")
    yield _named(service, "elsewhere")
    await connection.execute("DROP DATABASE elsewhere WITH (FORCE)")
    await connection.close()


def _named(service: Service, database: str) -> str:
    url = make_url(service.owner.url).set(database=database)
    return url.render_as_string(hide_password=False)


async def said(url: str, workspace: UUID) -> dict[str, list[str]]:
    """Return the rows of a workspace, as text, by their tables."""
    connection = await asyncpg.connect(url)
    found = {}
    for table in tables():
        if table.name == "users":
            continue
        names = ", ".join(f'"{name}"' for name in columns(table))
        column = "id" if table.name == "workspaces" else "workspace_id"
        query = f"SELECT ({names})::text FROM {table.name} WHERE {column} = $1"
        found[table.name] = sorted(row[0] for row in await connection.fetch(query, workspace))
    await connection.close()
    return found


async def kept(service: Service, folder: Path) -> tuple[Who, Path]:
    """Return somebody with one of each and two files, and the backup of their workspace."""
    who = await service.person()
    await things(service, who)
    await who.ask("PATCH", f"/workspaces/{who.workspace}", json={"name": "العربية 日本"})
    store = FolderStore(folder / "here")
    for number in (1, 2):
        await store.put_bytes(f"{who.workspace}/clips/{number}.mp4", bytes([number]) * 3_000_000)
    await store.put_bytes(f"{uuid4()}/clips/foreign.mp4", b"not ours")
    await backup(service.owner.url, store, who.workspace, folder / "kept.tar")
    return who, folder / "kept.tar"


async def test_what_is_restored_is_what_was_kept(
    service: Service, elsewhere: str, tmp_path: Path
) -> None:
    who, archive = await kept(service, tmp_path)
    there = FolderStore(tmp_path / "there")

    done = await restore(elsewhere, there, archive)

    before, after = (
        await said(service.owner.url, who.workspace),
        await said(elsewhere, who.workspace),
    )
    assert after == before
    assert sum(map(bool, after.values())) > 12
    assert (done.files, done.size) == (2, 6_000_000)
    assert [one.key async for one in there.under(str(who.workspace))] == [
        f"{who.workspace}/clips/{number}.mp4" for number in (1, 2)
    ]
    assert b"".join([c async for c in there.read(f"{who.workspace}/clips/2.mp4")]) == (
        b"\x02" * 3_000_000
    )
    with tarfile.open(archive) as found:
        assert not [name for name in found.getnames() if "foreign" in name]


async def test_a_person_with_an_account_there_keeps_it(
    service: Service, elsewhere: str, tmp_path: Path
) -> None:
    who, archive = await kept(service, tmp_path)
    there = await asyncpg.connect(elsewhere)
    account = uuid4()
    await there.execute(
        "INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, 'Me', 'mine')",
        account,
        who.email.upper(),
    )

    await restore(elsewhere, FolderStore(tmp_path / "there"), archive)

    owner = "SELECT user_id FROM workspace_members WHERE workspace_id = $1 AND role = 'owner'"
    assert await there.fetchval(owner, who.workspace) == account
    assert await there.fetchval("SELECT user_id FROM clip_comments") == account
    assert await there.fetchval("SELECT password_hash FROM users WHERE id = $1", account) == "mine"
    assert await there.fetchval("SELECT count(*) FROM users WHERE id = $1", who.user) == 0
    await there.close()


async def test_a_job_that_was_running_is_told_to_be_over(
    service: Service, elsewhere: str, tmp_path: Path
) -> None:
    who = await service.person()
    for state in ("rendering", "completed"):
        await service.job(who, state=state)
    store = FolderStore(tmp_path / "here")
    await backup(service.owner.url, store, who.workspace, tmp_path / "kept.tar")

    await restore(elsewhere, store, tmp_path / "kept.tar")

    there = await asyncpg.connect(elsewhere)
    rows = await there.fetch("SELECT state, error FROM jobs ORDER BY state")
    await there.close()
    assert [(row["state"], bool(row["error"])) for row in rows] == [
        ("cancelled", True),
        ("completed", False),
    ]


async def test_nothing_is_put_over_what_is_there(service: Service, tmp_path: Path) -> None:
    who, archive = await kept(service, tmp_path)
    before = await said(service.owner.url, who.workspace)

    with pytest.raises(ConfigurationError, match="has jobs here"):
        await restore(service.owner.url, FolderStore(tmp_path / "there"), archive)

    assert await said(service.owner.url, who.workspace) == before


@pytest.mark.parametrize("content", [b"", b"not an archive" * 100])
async def test_what_is_no_backup_is_refused(
    service: Service, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "kept.tar"
    file.write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"kept\.tar|manifest"):
        await restore(service.owner.url, FolderStore(tmp_path / "there"), file)


async def test_a_backup_of_other_tables_is_refused(
    service: Service, elsewhere: str, tmp_path: Path
) -> None:
    _, archive = await kept(service, tmp_path)
    there = await asyncpg.connect(elsewhere)
    await there.execute("UPDATE alembic_version SET version_num = '0003'")
    await there.close()

    with pytest.raises(ConfigurationError, match="this installation of 0003"):
        await restore(elsewhere, FolderStore(tmp_path / "there"), archive)


async def test_a_backup_that_breaks_off_leaves_no_file(service: Service, tmp_path: Path) -> None:
    who = await service.person()
    store = FolderStore(tmp_path / "here")
    await store.put_bytes(f"{who.workspace}/clips/1.mp4", bytes(100))
    target = tmp_path / "out" / "kept.tar"
    target.parent.mkdir()

    with pytest.raises(ConfigurationError, match="there is no workspace"):
        await backup(service.owner.url, store, uuid4(), target)
    work = asyncio.create_task(backup(service.owner.url, store, who.workspace, target))
    await asyncio.sleep(0)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)

    assert list(target.parent.iterdir()) == []


async def test_a_file_of_another_workspace_in_an_archive_is_refused(
    service: Service, elsewhere: str, tmp_path: Path
) -> None:
    _, archive = await kept(service, tmp_path)
    (tmp_path / "evil").write_bytes(b"x")
    with tarfile.open(archive, "a") as file:
        file.add(tmp_path / "evil", f"objects/{uuid4()}/clips/1.mp4")

    with pytest.raises(ForeignKeyError):
        await restore(elsewhere, FolderStore(tmp_path / "there"), archive)
