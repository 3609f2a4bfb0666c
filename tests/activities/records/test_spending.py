"""What jobs take is counted once; what came to nothing costs no minutes."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func
from sqlmodel import col, select, update
from temporalio.testing import ActivityEnvironment

from activities.records import Changes, JobRow, ReserveRequest
from activities.records.activity import RecordActivities
from core.db import Database, ledger
from core.db.ledger import Account
from core.db.tables import Clip, Job, Workspace
from core.domain.clip import TokenUse
from core.domain.job import ClipState, JobState, Ran, SourceRef, StepName, StepState
from core.domain.quota import Kind
from core.domain.report import ClipReport, StepReport
from core.errors import QuotaExceededError
from tests.postgres import tables

pytestmark = pytest.mark.server

RAN = Ran(engine="e", worker="1@host", attempt=1, started=1_700_000_000.0, seconds=3.5)
ASKED = TokenUse(model="m", tokens_in=900, tokens_out=40, cost=0.0015)


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("spending")) as made:
        yield made


@pytest.fixture
async def workspace(database: Database) -> str:
    """One of the free tier: 300 minutes in a month."""
    made = Workspace(id=uuid4(), name="W", tier="free")
    async with database.transaction() as rows:
        rows.add(made)
    return str(made.id)


async def reserve(database: Database, workspace: str, job: str, minutes: float) -> None:
    request = ReserveRequest(workspace=workspace, job=job, minutes=minutes)
    await ActivityEnvironment().run(RecordActivities(database).reserve, request)


async def tell(
    database: Database,
    workspace: str,
    job: str,
    *reports: StepReport | ClipReport,
    state: JobState = JobState.RENDERING,
    closed: bool = False,
    note: str = "",
) -> None:
    row = JobRow(
        workflow_id=f"vod/{job}",
        source=SourceRef(kind="file", location="talk.mp4"),
        state=state,
        closed=closed,
        note=note,
    )
    changes = Changes(
        workspace=workspace,
        job=job,
        row=row,
        steps=tuple(one for one in reports if isinstance(one, StepReport)),
        clips=tuple(one for one in reports if isinstance(one, ClipReport)),
    )
    await ActivityEnvironment().run(RecordActivities(database).record, changes)


async def used(database: Database, workspace: str, kind: Kind) -> float:
    async with database.transaction() as rows:
        return await ledger.balance(rows, Account(UUID(workspace), kind))


def step(name: StepName, **ran: object) -> StepReport:
    return StepReport(name=name, state=StepState.COMPLETED, ran=RAN.model_copy(update=ran))


def clip(version: int = 1, size: int = 500) -> ClipReport:
    return ClipReport(
        clip_id=str(uuid4()),
        version=version,
        state=ClipState.READY,
        title="A title",
        start=1,
        end=20,
        score=70,
        plan_key="ws/plan",
        clip_key="ws/clip.mp4",
        size=size,
    )


@pytest.mark.parametrize(
    ("state", "closed", "minutes"),
    [
        (JobState.COMPLETED, False, 95.5),
        (JobState.CANCELLED, True, 0),
        (JobState.FAILED, True, 0),
        # It waits for a retry, which must not fail for want of minutes.
        (JobState.FAILED, False, 95.5),
    ],
)
async def test_only_what_came_to_something_costs_minutes(
    database: Database, workspace: str, state: JobState, closed: bool, minutes: float
) -> None:
    job = str(uuid4())
    await reserve(database, workspace, job, 95.5)
    await reserve(database, workspace, job, 95.5)
    before = await used(database, workspace, Kind.MINUTES)

    for _ in range(2):
        await tell(database, workspace, job, state=state, closed=closed)

    assert before == 95.5
    assert await used(database, workspace, Kind.MINUTES) == minutes


async def test_a_recording_that_is_longer_than_what_is_left_is_refused(
    database: Database, workspace: str
) -> None:
    await reserve(database, workspace, str(uuid4()), 299)

    with pytest.raises(QuotaExceededError, match=r"1\.0 of the 300 minutes"):
        await reserve(database, workspace, str(uuid4()), 1.5)

    await reserve(database, workspace, str(uuid4()), 1)


async def test_every_run_of_a_step_is_counted_once(database: Database, workspace: str) -> None:
    job = str(uuid4())
    hear = step(StepName.TRANSCRIBE, device="gpu")
    choose = step(StepName.CLIP_SELECT, used=(ASKED, ASKED))
    again = hear.model_copy(update={"round": 2})
    running = StepReport(name=StepName.PLAN)

    for _ in range(3):
        await tell(database, workspace, job, hear, choose, again, running)

    counted = {kind: await used(database, workspace, kind) for kind in Kind}
    assert {kind: amount for kind, amount in counted.items() if amount} == {
        Kind.GPU_SECONDS: 7.0,
        Kind.PROCESSOR_SECONDS: 3.5,
        Kind.TOKENS_IN: 1800,
        Kind.TOKENS_OUT: 80,
        Kind.DOLLARS: 0.003,
    }


async def test_every_version_of_a_clip_needs_storage_until_it_is_deleted(
    database: Database, workspace: str
) -> None:
    job, first = str(uuid4()), clip()
    second = first.model_copy(update={"version": 2, "size": 300})
    for report in (first, second, second):
        await tell(database, workspace, job, report)
    stored = await used(database, workspace, Kind.STORAGE)

    gone = update(Clip).where(col(Clip.id) == UUID(first.clip_id))
    async with database.transaction() as rows:
        await rows.execute(gone.values(deleted_at=func.now()))
    await tell(database, workspace, job, first.model_copy(update={"version": 3}))

    assert stored == 800
    assert await used(database, workspace, Kind.STORAGE) == 800


async def test_a_job_says_what_it_waits_for(database: Database, workspace: str) -> None:
    job = str(uuid4())

    await tell(database, workspace, job, state=JobState.CREATED, note="waits for a place")

    async with database.transaction() as rows:
        assert await rows.scalar(select(Job.note).where(Job.id == UUID(job))) == "waits for a place"
