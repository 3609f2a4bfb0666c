"""The tables say what the workflows told them, once, whatever happens in between."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select
from temporalio.testing import ActivityEnvironment

from activities.records import Changes, JobRow
from activities.records.activity import RecordActivities
from activities.records.reading import read_report
from activities.records.versions import told, versions
from core.db import Database
from core.db.tables import Clip, Job, JobStep
from core.domain.clip import TokenUse
from core.domain.job import ClipState, JobState, Ran, SourceRef, StepName, StepState
from core.domain.report import ClipReport, JobReport, StepReport, Thumbnail
from tests.postgres import tables

pytestmark = pytest.mark.server

WORKSPACE, JOB, CLIP = str(UUID(int=1)), str(uuid4()), str(uuid4())
ROW = JobRow(
    workflow_id=f"vod/{JOB}",
    source=SourceRef(kind="file", location="talk.mp4"),
    state=JobState.ANALYZING,
)
RAN = Ran(engine="pocketsphinx", worker="1@host", attempt=2, started=1_700_000_000.0, seconds=3.5)
STEP = StepReport(name=StepName.TRANSCRIBE, state=StepState.COMPLETED, ran=RAN, output_key="ws/t")
PICTURES = tuple(Thumbnail(key=f"ws/{n}.jpg", at=n + 0.5) for n in range(3))
SHOWN = ClipReport(
    clip_id=CLIP,
    title="A title",
    start=1,
    end=20,
    score=70,
    plan_key="ws/plan",
    thumbnails=PICTURES,
)


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("records")) as made:
        yield made


async def tell(
    database: Database, *rows: StepReport | ClipReport, row: JobRow | None = ROW
) -> None:
    changes = Changes(
        workspace=WORKSPACE,
        job=JOB,
        row=row,
        steps=tuple(r for r in rows if isinstance(r, StepReport)),
        clips=tuple(r for r in rows if isinstance(r, ClipReport)),
    )
    await ActivityEnvironment().run(RecordActivities(database).record, changes)


async def test_a_job_its_steps_and_its_clips_are_written(database: Database) -> None:
    await tell(database, STEP, SHOWN)

    async with database.transaction() as session:
        job = (await session.scalars(select(Job).where(Job.id == UUID(JOB)))).one()
        step = (await session.scalars(select(JobStep).where(JobStep.job_id == UUID(JOB)))).one()
        clip = (await session.scalars(select(Clip).where(Clip.id == UUID(CLIP)))).one()
    assert (job.state, job.source, job.workspace_id) == ("analyzing", "talk.mp4", UUID(WORKSPACE))
    assert (step.engine, step.attempt, step.seconds) == ("pocketsphinx", 2, 3.5)
    assert step.ended_at is not None
    assert (clip.title, clip.plan_key) == ("A title", "ws/plan")
    async with database.transaction() as session:
        (version,) = await versions(session, UUID(CLIP))
    assert [one["at"] for one in version.thumbnails] == [0.5, 1.5, 2.5]
    assert told(clip)["thumbnails"] == PICTURES


async def test_writing_twice_changes_nothing(database: Database) -> None:
    await tell(database, STEP, SHOWN)
    await tell(database, STEP, SHOWN)

    async with database.transaction() as session:
        assert len(list(await session.scalars(select(JobStep)))) == 1


async def test_a_retried_step_is_another_row(database: Database) -> None:
    await tell(database, STEP, STEP.model_copy(update={"round": 2, "state": StepState.FAILED}))

    async with database.transaction() as session:
        rows = await session.scalars(select(JobStep).order_by(col(JobStep.round)))
        assert [(row.round, row.state) for row in rows] == [(1, "completed"), (2, "failed")]


async def test_the_last_word_about_a_job_stands(database: Database) -> None:
    done = ROW.model_copy(update={"state": JobState.COMPLETED, "title": "Talk"})
    await tell(database, row=done)
    await tell(database, STEP, row=None)

    async with database.transaction() as session:
        job = (await session.scalars(select(Job).where(Job.id == UUID(JOB)))).one()
    assert (job.state, job.title) == ("completed", "Talk")


async def test_a_clip_stays_what_it_was_until_its_next_version_is_rendered(
    database: Database,
) -> None:
    again = SHOWN.model_copy(update={"clip_id": str(uuid4()), "state": ClipState.READY})
    first = again.model_copy(update={"clip_key": "ws/1.mp4"})
    second = {"version": 2, "plan_key": "ws/plan-2"}
    rendering = again.model_copy(update={**second, "state": ClipState.RENDERING})
    ready = again.model_copy(update={**second, "clip_key": "ws/2.mp4"})

    async def shown() -> tuple[int, str]:
        async with database.transaction() as session:
            row = await session.scalars(select(Clip).where(Clip.id == UUID(again.clip_id)))
            clip = row.one()
        return clip.version, clip.clip_key

    seen = []
    for report in (first, rendering, ready, first):
        await tell(database, report)
        seen.append(await shown())

    assert seen == [(1, "ws/1.mp4"), (1, "ws/1.mp4"), (2, "ws/2.mp4"), (2, "ws/2.mp4")]
    async with database.transaction() as session:
        kept = await versions(session, UUID(again.clip_id))
    assert [(one.version, one.plan_key, one.clip_key) for one in kept] == [
        (1, "ws/plan", "ws/1.mp4"),
        (2, "ws/plan-2", "ws/2.mp4"),
    ]


async def test_a_clip_that_was_never_rendered_takes_its_next_plan_at_once(
    database: Database,
) -> None:
    planned = SHOWN.model_copy(update={"clip_id": str(uuid4())})
    await tell(database, planned)
    await tell(database, planned.model_copy(update={"version": 2, "plan_key": "ws/plan-2"}))

    async with database.transaction() as session:
        rows = await session.scalars(select(Clip).where(Clip.id == UUID(planned.clip_id)))
        assert rows.one().plan_key == "ws/plan-2"


async def test_what_was_written_is_read_again_as_it_was_told(database: Database) -> None:
    job, clip = str(uuid4()), str(uuid4())
    used = (TokenUse(model="m", tokens_in=7, tokens_out=3, cost=0.5),)
    steps = (
        STEP.model_copy(update={"part": 2, "ran": RAN.model_copy(update={"used": used})}),
        StepReport(name=StepName.RENDER, clip_id=clip, state=StepState.FAILED, error="no disk"),
    )
    failed = SHOWN.model_copy(
        update={"clip_id": clip, "state": ClipState.FAILED, "format": "1:1", "error": "no disk"}
    )
    row = ROW.model_copy(update={"workflow_id": f"vod/{job}", "artifacts": {"scenes": "ws/s"}})
    changes = Changes(workspace=WORKSPACE, job=job, row=row, steps=steps, clips=(failed,))
    await ActivityEnvironment().run(RecordActivities(database).record, changes)

    async with database.transaction() as session:
        found = await read_report(session, await session.get_one(Job, UUID(job)))

    assert found == JobReport(
        workspace=WORKSPACE,
        job=job,
        workflow_id=row.workflow_id,
        state=row.state,
        steps=steps,
        clips=(failed,),
        artifacts=row.artifacts,
    )
