"""What a job costs beyond its steps: Temporal, its database file, the workflow, the workers.

The server is the one of ``clippedai up``; the rooms are stand-ins that answer at once. A
whole job is timed, then the very same activities with the very same requests, called one
after the other without Temporal. These are seconds of a clock: run it on a quiet machine.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from core.domain.base import Value
from core.process import run_in_process
from tests.benchmarks.measure import Ratio
from tests.temporal import product_server
from tests.workflows.rooms import Rooms
from tests.workflows.running import serving, start
from workflows.vod import VodWorkflow

CLIPS = 5
JOBS = 7

STEP_GATE = 0.030
"""Seconds of overhead for each step."""
JOB_SECONDS = 300.0
SHARE_GATE = 0.01


class JobsTask(Value):
    """Which jobs are timed."""

    clips: int = CLIPS
    jobs: int = JOBS


class JobCost(Value):
    """What a job took in the median."""

    steps: int
    seconds: float
    bare: float
    """Seconds of its activities, called one after the other."""


def ratios() -> list[Ratio]:
    """Measure the overhead of a step, and its share of a job that takes five minutes.

    Raises:
        ClippedError: there is no Temporal server, or it does not work.
    """
    with tempfile.TemporaryDirectory() as folder:
        cost = asyncio.run(_apart(Path(folder)))
    overhead = cost.seconds - cost.bare
    step, share = overhead / cost.steps, overhead / JOB_SECONDS
    return [
        Ratio(
            name="orchestration",
            measured=f"{step * 1e3:.1f} ms",
            beside=(
                f"a step: a job of {cost.steps} steps {cost.seconds * 1e3:.0f} ms,"
                f" the bare activities {cost.bare * 1e3:.1f} ms"
            ),
            goal=f"<= {STEP_GATE * 1e3:.0f} ms",
            met=step <= STEP_GATE,
        ),
        Ratio(
            name="orchestration share",
            measured=f"{share:.2%}",
            beside=f"of a job of {JOB_SECONDS / 60:.0f} minutes",
            goal=f"< {SHARE_GATE:.0%}",
            met=share < SHARE_GATE,
        ),
    ]


async def _apart(folder: Path) -> JobCost:
    """Measure in a process of its own: threads of the client outlive their event loop."""
    work = f"{__spec__.name}:{measure.__name__}"
    return await run_in_process(work, JobsTask(), JobCost, scratch=folder, progress=lambda _: None)


def measure(task: JobsTask, report: Callable[[float], None]) -> JobCost:
    """Time jobs on a server whose database lies in the working directory.

    Raises:
        ConfigurationError: there is no Temporal server.
    """
    return asyncio.run(_measure(task, report))


async def _measure(task: JobsTask, report: Callable[[float], None]) -> JobCost:
    recorder = _Recorder()
    seconds, bare = [], []
    async with _server(Path.cwd(), recorder) as client, serving(client, Rooms(clips=task.clips)):
        steps = await _first(client, task.clips)
        for job in range(task.jobs):
            recorder.calls.clear()
            began = time.perf_counter()
            await (await start(client, max_clips=task.clips)).result()
            seconds.append(time.perf_counter() - began)
            bare.append(await _bare(recorder))
            report((job + 1) / task.jobs)
    return JobCost(steps=steps, seconds=statistics.median(seconds), bare=statistics.median(bare))


@asynccontextmanager
async def _server(folder: Path, recorder: "_Recorder") -> AsyncIterator[Client]:
    """Run the server as the product does, and give what speaks to it."""
    async with product_server(folder) as address:
        yield await Client.connect(
            address, data_converter=pydantic_data_converter, interceptors=[recorder]
        )


async def _first(client: Client, clips: int) -> int:
    """Run a job, which opens connections and fills caches, and return the number of its steps."""
    job = await start(client, max_clips=clips)
    await job.result()
    return len((await job.query(VodWorkflow.progress)).steps)


async def _bare(recorder: "_Recorder") -> float:
    began = time.perf_counter()
    for function, arguments in recorder.calls:
        await ActivityEnvironment().run(function, *arguments)
    return time.perf_counter() - began


class _Recorder(ClientInterceptor, Interceptor):
    """Keeps every call of an activity, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Recording(next, self)


class _Recording(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, recorder: _Recorder) -> None:
        super().__init__(next)
        self._recorder = recorder

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        self._recorder.calls.append((input.fn, tuple(input.args)))
        return await super().execute_activity(input)
