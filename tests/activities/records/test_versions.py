"""Versions of a clip: added one after the other, never twice, never changed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from temporalio.testing import ActivityEnvironment

from activities.records import Changes, JobRow
from activities.records.activity import RecordActivities
from activities.records.versions import add_version, versions
from core.db import Database
from core.db.migrate import migrate
from core.db.tables import Clip
from core.domain.job import ClipState, JobState, SourceRef
from core.domain.report import ClipReport
from tests.postgres import postgres

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
    folder: Path = tmp_path_factory.mktemp("versions")
    async with postgres(folder) as url:
        await migrate(url)
        database = Database(url)
        yield database
        await database.close()


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
    return await add_version(
        database, clip, newest=newest, base=1, plan_key=plan_key, operations=TITLED
    )


async def test_an_edit_is_the_next_version_and_leaves_the_one_before_as_it_was(
    database: Database,
) -> None:
    clip, _ = await rendered(database)

    added = await add(database, clip, 1, "ws/plan-2")

    first, second = await versions(database, clip.id)
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
    assert [one.plan_key for one in await versions(database, clip.id)] == [
        "ws/plan",
        f"ws/plan-{winner}",
    ]


async def test_rendering_a_version_adds_its_files_and_keeps_what_was_done(
    database: Database,
) -> None:
    clip, report = await rendered(database)
    await add(database, clip, 1, "ws/plan-2")

    files = {"version": 2, "clip_key": "ws/2.mp4", "plan_key": "ws/plan-2", "loudness": -14.0}
    await tell(database, report.model_copy(update=files))

    _, second = await versions(database, clip.id)
    assert (second.clip_key, second.loudness, second.state) == ("ws/2.mp4", -14.0, "ready")
    assert (second.operations, second.base) == (TITLED, 1)
