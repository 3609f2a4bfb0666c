"""Jobs beyond the limit of their workspace wait for a place, in order, and say so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, update
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.gate import GateState
from activities.gate.activity import GateActivities
from core.db import Database
from core.db.tables import Workspace
from core.domain.job import JobState, SourceKind, SourceRef
from core.queues import Queue
from tests.postgres import tables
from tests.temporal import product_server
from tests.waiting import answer, until
from tests.workflows.rooms import Rooms
from tests.workflows.running import Job, reached, serving, start
from workflows import ids, timetable
from workflows.gate import GateWorkflow
from workflows.starting import start_vod
from workflows.vod import VodRequest, VodWorkflow

pytestmark = pytest.mark.server

FULL = "waits for a place: 2 of 2 jobs of this workspace run"


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    async with tables(tmp_path_factory.mktemp("gate")) as made:
        yield made


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """The server as the product runs it, but for when it suggests that a workflow begin anew."""
    early = ("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=10")
    async with product_server(tmp_path_factory.mktemp("server"), *early) as address:
        yield await Client.connect(address, data_converter=pydantic_data_converter)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let gates look around, and jobs ask again, after a second."""
    for name in ("LOOK_AROUND", "ASK_AGAIN"):
        monkeypatch.setattr(timetable, name, timedelta(seconds=1))


@dataclass
class Place:
    """A workspace in which two jobs run at once."""

    client: Client
    database: Database
    rooms: Rooms = field(default_factory=Rooms)
    workspace: UUID = field(default_factory=uuid4)

    async def job(self, **options: bool) -> Job:
        return await start(self.client, workspace=str(self.workspace), **options)

    async def at_work(self, job: Job) -> None:
        await reached(job, "ingesting")

    async def fill(self, count: int = 2, **options: bool) -> tuple[asyncio.Event, list[Job]]:
        """Hold so many new jobs in their first step; return what lets them go on, and them."""
        ingest = self.rooms.hold("ingest")
        jobs = [await self.job(**options) for _ in range(count)]
        for job in jobs:
            await self.at_work(job)
        return ingest, jobs

    async def another_waits(self, **options: bool) -> Job:
        """Return a new job that waits for a place."""
        job = await self.job(**options)
        await self.waiting(job)
        return job

    async def waiting(self, job: Job) -> None:
        """Return when a job says that it waits for a place."""

        async def full() -> bool:
            return (await job.query(VodWorkflow.progress)).note == FULL

        await answer(full)

    async def tier(self, tier: str) -> None:
        change = update(Workspace).where(col(Workspace.id) == self.workspace)
        async with self.database.transaction() as rows:
            await rows.execute(change.values(tier=tier))

    async def begin_gate(self, *, inside: tuple[str, ...]) -> None:
        """Set up the gate as one that knows of jobs inside."""
        place = str(self.workspace)
        state = GateState(workspace=place, limit=2, inside=inside)
        await self.client.start_workflow(
            GateWorkflow.run, state, id=ids.gate(place), task_queue=Queue.ORCHESTRATION
        )

    async def crowd(self) -> GateState:
        return await self.gate.query(GateWorkflow.crowd)

    async def crowded(self, *, inside: int, waiting: int) -> None:
        """Return when so many are inside and so many wait."""

        async def there() -> bool:
            with suppress(RPCError):  # nobody has come yet
                crowd = await self.crowd()
                return (len(crowd.inside), len(crowd.waiting)) == (inside, waiting)
            return False

        await answer(there)

    @property
    def gate(self) -> WorkflowHandle[GateWorkflow, None]:
        return self.client.get_workflow_handle_for(GateWorkflow.run, ids.gate(str(self.workspace)))


@asynccontextmanager
async def place(
    client: Client, database: Database, *, tier: str = "free", clips: int = 1
) -> AsyncIterator[Place]:
    made = Place(client, database, Rooms(clips=clips))
    async with database.transaction() as rows:
        rows.add(Workspace(id=made.workspace, name="W", tier=tier))
    async with serving(client, made.rooms, gate=GateActivities(database, client)):
        yield made


async def start_as_people_do(client: Client, workspace: UUID) -> Job:
    """Start a job as the API and the command line do."""
    request = VodRequest(
        workspace=str(workspace),
        job=str(uuid4()),
        source=SourceRef(kind=SourceKind.FILE, location="talk.mp4"),
    )
    await start_vod(client, request)
    return client.get_workflow_handle_for(VodWorkflow.run, ids.vod(request.workspace, request.job))


async def ended(job: Job) -> None:
    await job.cancel()
    with pytest.raises(WorkflowFailureError):
        await job.result()


async def test_a_job_beyond_the_limit_waits_for_its_turn_and_says_so(
    temporal: WorkflowEnvironment, database: Database
) -> None:
    async with place(temporal.client, database) as here:
        ingest, (first, second) = await here.fill(only_analysis=True)
        third = await here.another_waits(only_analysis=True)
        fourth = await here.another_waits(only_analysis=True)
        state = (await third.query(VodWorkflow.progress)).state
        await ended(first)
        await here.at_work(third)
        still = (await fourth.query(VodWorkflow.progress)).note
        begun = (await third.query(VodWorkflow.progress)).note
        ingest.set()
        results = [await job.result() for job in (second, third, fourth)]
        await here.gate.result()  # with nobody inside or waiting it is over

    assert state is JobState.CREATED
    assert (begun, still) == ("", FULL)
    assert [result.state for result in results] == [JobState.COMPLETED] * 3


async def test_a_job_that_waits_for_a_person_holds_no_place(
    temporal: WorkflowEnvironment, database: Database
) -> None:
    async with place(temporal.client, database) as here:
        asking = [await here.job(auto=False, review=True) for _ in range(2)]
        for job in asking:
            await reached(job, "clips_generated")
        await (await here.job(only_analysis=True)).result()
        for job in asking:
            await job.execute_update(VodWorkflow.approve)
        for job in asking:
            await reached(job, "review")
        await (await here.job(only_analysis=True)).result()
        for job in asking:
            await job.execute_update(VodWorkflow.approve)
        results = [await job.result() for job in asking]
        await here.gate.result()

    assert [result.state for result in results] == [JobState.COMPLETED] * 2


async def test_a_failed_job_holds_no_place_and_queues_again_for_a_retry(
    temporal: WorkflowEnvironment, database: Database
) -> None:
    async with place(temporal.client, database) as here:
        here.rooms.fail("ingest", 2, permanent=True)
        broken = [await here.job(only_analysis=True) for _ in range(2)]
        for job in broken:
            await reached(job, "failed")
        ingest, others = await here.fill(only_analysis=True)
        await broken[0].signal(VodWorkflow.retry)
        await here.waiting(broken[0])
        ingest.set()
        await broken[0].result()
        await ended(broken[1])
        for job in others:
            await job.result()
        await here.gate.result()


async def test_a_paused_job_gives_its_place_back_when_its_step_is_done(
    temporal: WorkflowEnvironment, database: Database
) -> None:
    async with place(temporal.client, database) as here:
        render = here.rooms.hold("render")
        paused = [await here.job() for _ in range(2)]
        for job in paused:
            await reached(job, "rendering")
            await job.signal(VodWorkflow.pause, "lunch")
        third = await here.job(only_analysis=True)
        await third.result()
        resumed = [await here.job() for _ in range(2)]
        for job in resumed:
            await reached(job, "rendering")
        await paused[0].signal(VodWorkflow.resume)
        await here.waiting(paused[0])
        render.set()
        for job in resumed:
            await job.result()
        first = await paused[0].result()
        await paused[1].signal(VodWorkflow.resume)
        second = await paused[1].result()
        await here.gate.result()

    assert {first.state, second.state} == {JobState.COMPLETED}


async def test_who_waits_can_be_cancelled_or_let_in_by_hand(
    temporal: WorkflowEnvironment, database: Database
) -> None:
    async with place(temporal.client, database) as here:
        ingest, jobs = await here.fill()
        third = await here.another_waits()
        await ended(third)
        line = (await here.crowd()).waiting
        fourth = await here.another_waits()
        await fourth.signal("admit")
        await here.at_work(fourth)
        ingest.set()
        await fourth.result()
        for job in jobs:
            await job.result()
        await here.gate.result()

    assert line == ()
    assert here.rooms.calls["ingest"] == 3


async def test_where_nothing_is_limited_there_is_no_gate(
    temporal: WorkflowEnvironment, database: Database
) -> None:
    async with place(temporal.client, database, tier="unlimited") as here:
        ingest, jobs = await here.fill(3, only_analysis=True)
        ingest.set()
        for job in jobs:
            await job.result()

        with pytest.raises(RPCError, match="not found"):
            await here.gate.describe()


async def test_places_that_nobody_holds_any_more_are_found_within_a_minute(
    clock: WorkflowEnvironment, database: Database
) -> None:
    async with place(clock.client, database) as here:
        ghosts = tuple(ids.vod(str(here.workspace), str(uuid4())) for _ in range(2))
        await here.begin_gate(inside=ghosts)
        job = await here.job()
        await job.result()
        times = await job.describe()

    assert times.close_time is not None
    assert timedelta(seconds=25) < times.close_time - times.start_time < timedelta(minutes=1)


async def test_a_gate_goes_on_with_who_is_inside_and_who_waits(
    server: Client, database: Database
) -> None:
    """The server suggests a new beginning after very few events."""
    async with place(server, database) as here:
        ingest = here.rooms.hold("ingest")
        jobs = [await here.job(only_analysis=True) for _ in range(4)]
        await here.crowded(inside=2, waiting=2)
        ingest.set()
        results = [await job.result() for job in jobs]
        await here.gate.result()
        runs = (await here.gate.describe()).raw_description.workflow_execution_info

    assert runs.first_run_id != runs.execution.run_id
    assert [result.state for result in results] == [JobState.COMPLETED] * 4
    assert here.rooms.done["ingest"] == 4


async def test_who_comes_after_fifty_jobs_of_another_workspace_starts_next(
    server: Client, database: Database
) -> None:
    """With one place for each kind of step, and without a limit for either workspace."""
    many, one = uuid4(), uuid4()
    rooms = Rooms(clips=1)
    rooms.seconds = 0.05
    async with serving(server, rooms, slots=1, gate=GateActivities(database, server)):
        for _ in range(50):
            await start_as_people_do(server, many)
        await begun(rooms, many, 5)
        before = len(rooms.order)
        await start_as_people_do(server, one)
        await begun(rooms, one, 1)

    first_steps = [step for step in rooms.order[before:] if step.name == "ingest"]
    theirs = next(step for step in first_steps if str(one) in step.job)
    overtaking = [step for step in first_steps if theirs.queued < step.began < theirs.began]
    assert len(overtaking) <= 1, "the place was promised already"
    assert first_steps.index(theirs) < 20, "it was on its way while others began"


async def begun(rooms: Rooms, workspace: UUID, count: int) -> None:
    """Return when so many jobs of a workspace have begun their first step."""

    def theirs() -> int:
        return sum(step.name == "ingest" and str(workspace) in step.job for step in rooms.order)

    await until(lambda: theirs() >= count)


async def test_the_place_of_a_job_that_was_terminated_becomes_free(
    temporal: WorkflowEnvironment, database: Database, hurried: None
) -> None:
    async with place(temporal.client, database) as here:
        ingest, jobs = await here.fill(only_analysis=True)
        third = await here.another_waits(only_analysis=True)
        await jobs[0].terminate()
        await here.at_work(third)
        inside = (await here.crowd()).inside
        ingest.set()
        await third.result()

    assert set(inside) == {jobs[1].id, third.id}


async def test_a_larger_tier_lets_in_those_who_wait(
    temporal: WorkflowEnvironment, database: Database, hurried: None
) -> None:
    async with place(temporal.client, database) as here:
        ingest, jobs = await here.fill(only_analysis=True)
        others = [await here.job(only_analysis=True) for _ in range(2)]
        for job in others:
            await here.waiting(job)
        await here.tier("pro")
        for job in others:
            await here.at_work(job)
        await here.tier("unlimited")
        another = await here.job(only_analysis=True)
        await here.at_work(another)
        ingest.set()
        for job in (*jobs, *others, another):
            await job.result()
        await here.gate.result()


@pytest.mark.long
async def test_who_waits_at_a_gate_that_is_gone_asks_again(
    temporal: WorkflowEnvironment, database: Database, hurried: None
) -> None:
    async with place(temporal.client, database) as here:
        ingest, jobs = await here.fill(only_analysis=True)
        third = await here.another_waits(only_analysis=True)
        await here.gate.terminate()
        await here.at_work(third)
        ingest.set()
        for job in (*jobs, third):
            await job.result()
