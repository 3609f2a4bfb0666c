"""What is old goes, what somebody needs stays."""

import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.retention import PlacesRequest, PruneRequest
from activities.retention import rows as old_rows
from activities.retention.activity import RetentionActivities
from core.db import Database
from core.db.ledger import Account, balance, files_of_clip, reserve
from core.db.tables import Clip, ClipVersion, Job, UploadedFile, User, Workspace
from core.domain.quota import Kind
from core.objects import FolderStore
from core.settings import RetentionSettings
from tests.postgres import tables

pytestmark = pytest.mark.server

RULES = RetentionSettings()
LONG_AGO = datetime.now(UTC) - timedelta(days=8)
AGES_AGO = datetime.now(UTC) - timedelta(days=100)


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("retention")) as made:
        yield made


@dataclass
class Place:
    """A workspace with its files."""

    database: Database
    store: FolderStore
    activities: RetentionActivities
    id: UUID = field(default_factory=uuid4)
    user: UUID = field(default_factory=uuid4)

    async def add(self, *rows: SQLModel) -> None:
        async with self.database.transaction() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    async def job(self, content: str = "", *, state: str = "completed", **fields: object) -> UUID:
        """Make a job that nobody has touched for long, with all that jobs leave."""
        job = uuid4()
        values = {
            "id": job,
            "workspace_id": self.id,
            "workflow_id": str(job),
            "mode": "vod",
            "source_kind": "file",
            "source": "/a.mp4",
            "state": state,
            "options": {},
            "artifacts": {},
            "content_hash": content,
            "updated_at": LONG_AGO,
            **fields,
        }
        await self.add(Job.model_validate(values))
        await self.file(f"jobs/{job}/fetched.json")
        if content:
            await self.file(f"sources/{content}/source.mp4")
            await self.file(f"analysis/{content}/words.json")
        return job

    async def clip(
        self, job: UUID, render: str, *, deleted: datetime | None = None, at: datetime = LONG_AGO
    ) -> UUID:
        clip = uuid4()
        files = {
            "plan_key": f"{self.id}/jobs/{job}/plans/{clip}.json",
            "clip_key": f"{self.id}/renders/{render}/clip.mp4",
        }
        seen = {"title": "", "start": 0.0, "end": 9.0, "score": 1.0, "deleted_at": deleted}
        mine: dict[str, object] = {
            "workspace_id": self.id,
            "state": "ready",
            "updated_at": at,
            **files,
        }
        mine |= {"thumbnails": [], **files}
        row = Clip.model_validate(
            {"id": clip, "job_id": job, "deleted_at": deleted, **seen, **mine}
        )
        version = {"clip_id": clip, "version": 1, "operations": [], **mine}
        await self.add(row, ClipVersion.model_validate(version))
        await self.file(f"jobs/{job}/plans/{clip}.json")
        await self.file(f"renders/{render}/clip.mp4")
        await self.file(f"renders/{render}/frame-1.jpg")
        return clip

    async def upload(self, state: str, at: datetime) -> UUID:
        upload = uuid4()
        key = f"{self.id}/uploads/{upload}/source"
        begun = await self.store.begin_upload(key, 10)
        if state == "confirmed":
            await self.file(f"uploads/{upload}/source")
        values = {
            "id": upload,
            "workspace_id": self.id,
            "user_id": self.user,
            "filename": "a.mp4",
            "size": 10,
            "key": key,
            "store_upload": begun.id,
            "part_size": begun.part_size,
            "state": state,
            "created_at": at,
            "ended_at": None if state == "open" else at,
        }
        await self.add(UploadedFile.model_validate(values))
        return upload

    async def file(self, name: str) -> None:
        await self.store.put_bytes(f"{self.id}/{name}", b"content")

    async def files(self) -> set[str]:
        return {file.key.partition("/")[2] async for file in self.store.under(str(self.id))}

    async def count(self, table: str) -> int:
        async with self.database.transaction() as session:
            query = text(f"SELECT count(*) FROM {table} WHERE workspace_id = :workspace")
            return int(await session.scalar(query, {"workspace": self.id}) or 0)

    async def prune(self) -> int:
        request = PruneRequest(workspace=str(self.id))
        pruned = await ActivityEnvironment().run(self.activities.prune_files, request)
        return pruned.files


@pytest.fixture
async def place(database: Database, temporal: WorkflowEnvironment, tmp_path: Path) -> Place:
    store, client = FolderStore(tmp_path / "objects"), temporal.client
    made = Place(
        database, store, RetentionActivities(database, store, client=client, settings=RULES)
    )
    user = User(id=made.user, email=f"{made.user}@example.com")
    await made.add(Workspace(id=made.id, name="W"), user)
    return made


async def test_what_nobody_has_touched_for_long_goes_and_its_clips_stay(place: Place) -> None:
    job = await place.job("aa")
    clip = await place.clip(job, "r1")

    gone = await place.prune()

    kept = {f"jobs/{job}/plans/{clip}.json", "renders/r1/clip.mp4", "renders/r1/frame-1.jpg"}
    assert await place.files() == kept
    assert gone == 3
    assert await place.prune() == 0
    assert (await place.count("jobs"), await place.count("clips")) == (1, 1)


@pytest.mark.parametrize("state", ["analyzing", "review", "created"])
async def test_a_job_that_goes_on_keeps_all_it_has(place: Place, state: str) -> None:
    await place.job("aa", state=state)
    before = await place.files()

    assert await place.prune() == 0
    assert await place.files() == before


async def test_a_job_of_yesterday_with_the_same_content_keeps_it(place: Place) -> None:
    await place.job("aa")
    await place.job("aa", updated_at=datetime.now(UTC) - timedelta(days=1))

    assert await place.prune() == 0


async def test_a_clip_that_was_rendered_again_lately_keeps_its_source(place: Place) -> None:
    await place.clip(await place.job("aa"), "r1", at=datetime.now(UTC))

    assert await place.prune() == 0


async def test_a_job_that_was_run_again_is_pruned_again(place: Place) -> None:
    job = await place.job("aa")
    await place.prune()
    await place.file("sources/aa/source.mp4")
    async with place.database.transaction() as session:
        await session.execute(
            text("UPDATE pruned_jobs SET at = at - interval '20 days' WHERE job_id = :job"),
            {"job": job},
        )

    assert await place.prune() == 1


async def test_a_deleted_clip_goes_but_not_what_another_clip_shares(place: Place) -> None:
    job = await place.job()
    await place.clip(job, "r1", deleted=LONG_AGO)
    await place.clip(job, "r2", deleted=LONG_AGO)
    await place.clip(job, "r3", deleted=datetime.now(UTC))
    living = await place.clip(job, "r2")

    await place.prune()

    renders = {name.split("/")[1] for name in await place.files() if name.startswith("renders")}
    assert renders == {"r2", "r3"}
    assert await place.count("clips") == await place.count("clip_versions") == 2
    assert f"jobs/{job}/plans/{living}.json" in await place.files()


async def test_a_deleted_job_goes_with_its_clips_and_leaves_its_children(place: Place) -> None:
    parent = await place.job("aa", deleted_at=LONG_AGO)
    await place.clip(parent, "r1")
    child = await place.job("bb", state="analyzing", parent_job_id=parent)

    await place.prune()

    assert {name.split("/")[1] for name in await place.files()} == {"bb", str(child)}
    assert (await place.count("jobs"), await place.count("clips")) == (1, 0)


async def test_uploads_that_nobody_finished_or_used_go(place: Place) -> None:
    await place.upload("open", LONG_AGO)
    going_on = await place.upload("open", datetime.now(UTC))
    await place.upload("confirmed", LONG_AGO)
    used = await place.upload("confirmed", LONG_AGO)
    await place.job(state="ingesting", source=f"{place.id}/uploads/{used}/source")

    await place.prune()

    async with place.database.transaction() as session:
        query = text("SELECT id FROM uploads WHERE workspace_id = :workspace")
        left = set(await session.scalars(query, {"workspace": place.id}))
    assert left == {going_on, used}
    assert f"uploads/{used}/source" in await place.files()
    folders = {
        path.parent.name for path in (place.store.path(f"{place.id}/x").parent).rglob(".source*")
    }
    assert folders == {str(going_on), str(used)}


async def test_what_is_deleted_counts_as_storage_no_more(place: Place) -> None:
    account = Account(place.id, Kind.STORAGE)
    upload = await place.upload("open", LONG_AGO)
    clip = await place.clip(await place.job(), "r1", deleted=LONG_AGO)
    living = await place.clip(await place.job(), "r2")
    subjects = [str(upload), *(files_of_clip(one, 1) for one in (clip, living))]
    async with place.database.transaction() as session:
        for subject in subjects:
            await reserve(session, account, subject=subject, amount=10, limit=None)

    await place.prune()

    async with place.database.transaction() as session:
        assert await balance(session, account) == 10


async def test_what_renders_left_for_later_ones_goes_by_its_age(place: Place) -> None:
    for name in ("films/old.mp4", "films/new.mp4", "sounds/old.aac"):
        await place.file(f"renders/{name}")
        if "old" in name:
            past = time.time() - 8 * 86400
            os.utime(place.store.path(f"{place.id}/renders/{name}"), (past, past))

    await place.prune()

    assert await place.files() == {"renders/films/new.mp4"}


async def test_a_deleted_workspace_leaves_nothing(place: Place) -> None:
    await place.clip(await place.job("aa"), "r1")
    async with place.database.transaction() as session:
        (await session.get_one(Workspace, place.id)).deleted_at = LONG_AGO

    await place.prune()

    assert await place.files() == set()
    assert (await place.count("jobs"), await place.count("clips")) == (0, 0)


async def test_every_workspace_is_listed_once(place: Place) -> None:
    await place.add(*(Workspace(id=uuid4(), name="W") for _ in range(120)))
    found: list[str] = []
    while page := (
        await ActivityEnvironment().run(
            place.activities.list_places, PlacesRequest(after=found[-1] if found else "")
        )
    ).workspaces:
        found += page

    assert len(found) == len(set(found)) >= 121
    assert str(place.id) in found


OLD = {
    "idempotency_keys": "(workspace_id, key, request_hash, subject, created_at)"
    " VALUES (:w, :n, '', :w, :at)",
    "events": "(workspace_id, kind, at) VALUES (:w, 'job', :at)",
    "audit_logs": "(workspace_id, action, subject, address, trace_id, at)"
    " VALUES (:w, 'a', '', '', '', :at)",
    "job_steps": "(workspace_id, job_id, name, round, state, engine, worker, attempt, cached,"
    " progress, output_key, note, error, ended_at)"
    " VALUES (:w, :job, :n, 1, 'done', '', '', 1, false, 1, '', '', '', :at)",
    "invitations": "(id, workspace_id, email, role, hash, invited_by, expires_at)"
    " VALUES (gen_random_uuid(), :w, '', 'viewer', convert_to(:n, 'UTF8'), :user, :at)",
    "share_links": "(id, workspace_id, job_id, hash, created_by, expires_at)"
    " VALUES (gen_random_uuid(), :w, :job, convert_to(:n, 'UTF8'), :user, :at)",
    "brand_kits": "(id, workspace_id, name, deleted_at) VALUES (gen_random_uuid(), :w, '', :at)",
}


@pytest.mark.parametrize("table", OLD)
async def test_old_rows_go_batch_by_batch_and_young_ones_stay(
    place: Place, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_rows, "_BATCH", 2)
    job = await place.job()
    shared = {"w": place.id, "job": job, "user": place.user}
    async with place.database.transaction() as session:
        # Changes of a job are events themselves.
        await session.execute(text(f"DELETE FROM {table}"))
        for number in range(5):
            at = AGES_AGO if number < 3 else datetime.now(UTC) + timedelta(hours=1)
            given = {**shared, "n": str(number), "at": at}
            insert = text(f"INSERT INTO {table} {OLD[table]}")
            await session.execute(insert, {k: v for k, v in given.items() if f":{k}" in OLD[table]})

    pruned = await ActivityEnvironment().run(place.activities.prune_rows)

    assert pruned.rows >= 3
    assert await place.count(table) == 2


async def test_an_ended_login_goes_with_its_tokens_and_a_used_token_alone(place: Place) -> None:
    async with place.database.transaction() as session:
        for number, (ends, used) in enumerate(((LONG_AGO, None), (None, LONG_AGO), (None, None))):
            login = uuid4()
            await session.execute(
                text(
                    "INSERT INTO sessions (id, user_id, device, address, expires_at, ended_because)"
                    " VALUES (:id, :user, '', '', :ends, '')"
                ),
                {
                    "id": login,
                    "user": place.user,
                    "ends": ends or datetime.now(UTC) + timedelta(days=1),
                },
            )
            await session.execute(
                text("INSERT INTO refresh_tokens (hash, session_id, used_at) VALUES (:h, :s, :u)"),
                {"h": bytes([number]) * 32, "s": login, "u": used},
            )

    await ActivityEnvironment().run(place.activities.prune_rows)

    async with place.database.transaction() as session:
        mine = {"user": place.user}
        logins = text("SELECT count(*) FROM sessions WHERE user_id = :user")
        tokens = text(
            "SELECT count(*) FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id"
            " WHERE s.user_id = :user"
        )
        assert await session.scalar(logins, mine) == 2
        assert await session.scalar(tokens, mine) == 1
