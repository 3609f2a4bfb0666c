"""Versions of a clip: added one after the other, never twice, never changed."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from temporalio.testing import ActivityEnvironment

from activities.records import AddVersionRequest, Changes, JobRow
from activities.records.activity import RecordActivities, VersionActivities
from activities.records.versions import add_version, versions
from core.db import Database
from core.db.tables import Clip, ClipVersion
from core.domain.artifact import Artifact
from core.domain.job import ClipState, JobState, SourceRef
from core.domain.report import ClipReport
from core.errors import SourceNotFoundError
from core.objects import FolderStore
from tests.postgres import tables

pytestmark = pytest.mark.server

WORKSPACE, JOB = str(UUID(int=1)), str(uuid4())
ROW = JobRow(
    workflow_id=f"vod/{JOB}",
    source=SourceRef(kind="file", location="talk.mp4"),
    state=JobState.COMPLETED,
)
TITLED = [{"op": "set", "path": "title", "value": "New"}]


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("versions")) as made:
        yield made


async def tell(database: Database, report: ClipReport) -> None:
    changes = Changes(workspace=WORKSPACE, job=JOB, row=ROW, clips=(report,))
    await ActivityEnvironment().run(RecordActivities(database).record, changes)


async def rendered(database: Database) -> tuple[Clip, ClipReport]:
    """Tell the tables of a clip that its job has rendered."""
    report = ClipReport(
        clip_id=str(uuid4()),
        title="A title",
        start=1,
        end=20,
        score=70,
        plan_key="ws/plan",
        clip_key="ws/1.mp4",
        state=ClipState.READY,
    )
    await tell(database, report)
    async with database.transaction() as session:
        clip = (await session.scalars(select(Clip).where(Clip.id == UUID(report.clip_id)))).one()
    return clip, report


async def add(database: Database, clip: Clip, newest: int, plan_key: str) -> int | None:
    async with database.transaction() as session:
        return await add_version(
            session, clip, newest=newest, base=1, plan_key=plan_key, operations=TITLED
        )


async def listed(database: Database, clip: Clip) -> list[ClipVersion]:
    async with database.transaction() as session:
        return await versions(session, clip.id)


async def test_an_edit_is_the_next_version_and_leaves_the_one_before_as_it_was(
    database: Database,
) -> None:
    clip, _ = await rendered(database)

    added = await add(database, clip, 1, "ws/plan-2")

    first, second = await listed(database, clip)
    assert added == 2
    assert (first.version, first.plan_key, first.clip_key, first.base) == (
        *(1, "ws/plan", "ws/1.mp4"),
        None,
    )
    assert (second.version, second.base, second.state) == (2, 1, "planned")
    assert (second.plan_key, second.clip_key, second.operations) == ("ws/plan-2", "", TITLED)


async def test_of_edits_at_the_same_time_one_is_kept_and_the_others_are_told(
    database: Database,
) -> None:
    clip, _ = await rendered(database)

    added = await asyncio.gather(*(add(database, clip, 1, f"ws/plan-{n}") for n in range(4)))

    assert sorted(map(str, added)) == ["2", "None", "None", "None"]
    winner = added.index(2)
    assert [one.plan_key for one in await listed(database, clip)] == [
        "ws/plan",
        f"ws/plan-{winner}",
    ]


async def test_to_add_the_same_version_again_changes_nothing(database: Database) -> None:
    clip, _ = await rendered(database)

    first, again = [await add(database, clip, 1, "ws/plan-2") for _ in range(2)]

    assert (first, again) == (2, 2)
    assert [one.version for one in await listed(database, clip)] == [1, 2]


async def test_a_version_is_told_as_it_is_before_it_is_rendered(
    database: Database, tmp_path: Path
) -> None:
    clip, report = await rendered(database)
    store = FolderStore(tmp_path)
    operations = await store.put_bytes("ws/operations", json.dumps(TITLED).encode())
    request = AddVersionRequest(
        workspace=WORKSPACE,
        clip_id=str(clip.id),
        newest=1,
        base=1,
        operations=operations,
        plan=Artifact(key="ws/plan-2", size=1),
        title="New",
        start=3,
        end=9,
    )
    add_it = VersionActivities(store, database).add_version

    done = (await ActivityEnvironment().run(add_it, request)).clip
    foreign = request.model_copy(update={"workspace": str(uuid4()), "newest": 2})
    with pytest.raises(SourceNotFoundError, match="no such clip"):
        await ActivityEnvironment().run(add_it, foreign)

    assert done is not None
    assert (done.version, done.title, done.start, done.end) == (2, "New", 3, 9)
    assert (done.plan_key, done.clip_key, done.score) == ("ws/plan-2", "", report.score)
    assert [one.operations for one in await listed(database, clip)] == [[], TITLED]


async def test_rendering_a_version_adds_its_files_and_keeps_what_was_done(
    database: Database,
) -> None:
    clip, report = await rendered(database)
    await add(database, clip, 1, "ws/plan-2")

    files = {"version": 2, "clip_key": "ws/2.mp4", "plan_key": "ws/plan-2", "loudness": -14.0}
    await tell(database, report.model_copy(update=files))

    _, second = await listed(database, clip)
    assert (second.clip_key, second.loudness, second.state) == ("ws/2.mp4", -14.0, "ready")
    assert (second.operations, second.base) == (TITLED, 1)
