"""How a workflow writes down what changes."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.records import Changes
from core.domain.job import Ran, StepName, StepState
from core.queues import Queue
from tests.waiting import until
from workflows.journal import Journal

pytestmark = pytest.mark.server

STEPS = (StepName.DIARIZE, StepName.TRANSCRIBE)
RAN = Ran(engine="e", worker="w", attempt=1, started=0.0, seconds=0.0)


@workflow.defn
class Noting:
    """Two steps side by side, and their journal."""

    @workflow.run
    async def run(self) -> None:
        self._journal = Journal("ws", "job")
        await asyncio.gather(*map(self._step, STEPS))
        await self._journal.written()

    async def _step(self, name: StepName) -> None:
        key = self._journal.begin(name)
        self._journal.write()
        await workflow.execute_activity("step", name, start_to_close_timeout=timedelta(minutes=1))
        self._journal.complete(key, RAN, "k")
        self._journal.write()


async def test_what_comes_at_once_is_written_as_if_it_came_one_after_the_other(
    temporal: WorkflowEnvironment,
) -> None:
    """A question to a workflow whose worker has died may part what a replay joins."""
    written: list[list[StepName]] = []
    begun, over = asyncio.Semaphore(0), asyncio.Event()

    @activity.defn
    async def step(_: str) -> None:
        begun.release()
        await over.wait()

    @activity.defn
    async def record(changes: Changes) -> None:
        written.append([step.name for step in changes.steps if step.state is StepState.COMPLETED])

    def orchestrator() -> Worker:
        return Worker(
            temporal.client,
            task_queue=queue,
            workflows=[Noting],
            workflow_runner=UnsandboxedWorkflowRunner(),
        )

    queue = uuid4().hex
    hands = Worker(temporal.client, task_queue=queue, activities=[step])
    clerk = Worker(temporal.client, task_queue=Queue.ORCHESTRATION, activities=[record])
    async with hands, clerk:
        async with orchestrator():
            job = await temporal.client.start_workflow(Noting.run, id=queue, task_queue=queue)
            for _ in STEPS:
                await begun.acquire()
            await until(lambda: written)
            await asyncio.sleep(0.5)  # all that has begun is written
        over.set()
        await asyncio.sleep(1)  # both have ended before a worker is there again
        async with orchestrator():
            await job.result()

    assert sorted(written[-2:]) == [[name] for name in STEPS]
