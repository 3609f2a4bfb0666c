"""What Temporal costs: a whole job of stand-ins beside the same activities called directly.

The server is a real one that keeps its data in a file, as that of ``clippedai up``.
"""

import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio import client, worker
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from core.domain.base import Value
from core.settings import settings
from core.temporal import SEARCH_ATTRIBUTES
from deploy.local import temporal_server
from deploy.local.parts import server_config
from tests.benchmarks.measure import Row
from tests.workflows.rooms import Rooms
from tests.workflows.running import serving, start

MOST_MS = 30.0
"""Milliseconds a step."""
MOST_SHARE = 0.01
JOBS = 7
CLIPS = 5

_JOB_SECONDS = 300.0

Call = tuple[Callable[..., Any], tuple[Any, ...]]


class Measured(Value):
    """Seconds for a whole job, and how many steps it had."""

    job: float
    bare: float
    """The same activities one after the other, without Temporal."""
    steps: int

    @property
    def a_step(self) -> float:
        """Seconds that Temporal adds to one step."""
        return (self.job - self.bare) / self.steps


async def benchmark() -> tuple[Row, ...]:
    """Return a line for a step, and one for a job of five minutes."""
    found = await measure(JOBS)
    share = found.a_step * found.steps / _JOB_SECONDS
    bare = found.bare / found.steps * 1000
    return (
        Row(
            name="orchestration, a step",
            value=f"{found.a_step * 1000:.1f} ms",
            limit=f"over the bare activities in sequence, {bare:.2f} ms",
            goal=f"<= {MOST_MS:.0f} ms",
            met=found.a_step * 1000 <= MOST_MS,
        ),
        Row(
            name="orchestration, a 5-minute job",
            value=f"{share:.2%}",
            limit=f"of {_JOB_SECONDS:.0f} s, {found.steps} steps with {CLIPS} clips",
            goal=f"< {MOST_SHARE:.0%}",
            met=share < MOST_SHARE,
        ),
    )


async def measure(jobs: int) -> Measured:
    """Return the median of so many jobs, one at a time."""
    rooms, heard = Rooms(clips=CLIPS), _Heard()
    async with _server(heard) as env, serving(env.client, rooms):
        await _job(env.client)  # the first one waits for connections and imports
        steps, calls = sum(rooms.done.values()), tuple(heard.calls)
        times = [await _job(env.client) for _ in range(jobs)]
        if sum(rooms.done.values()) != steps * (jobs + 1):
            raise RuntimeError("the jobs did not all take the same steps")
    bare = [await _bare(calls) for _ in range(jobs)]
    return Measured(job=statistics.median(times), bare=statistics.median(bare), steps=steps)


async def _job(client: client.Client) -> float:
    """Return the seconds from asking for a job to its result."""
    started = time.perf_counter()
    job = await start(client, max_clips=CLIPS)
    await job.result()
    return time.perf_counter() - started


async def _bare(calls: tuple[Call, ...]) -> float:
    """Return the seconds that the calls take when nothing stands between them."""
    env = ActivityEnvironment()
    started = time.perf_counter()
    for function, arguments in calls:
        await env.run(function, *arguments)
    return time.perf_counter() - started


@asynccontextmanager
async def _server(heard: "_Heard") -> AsyncIterator[WorkflowEnvironment]:
    """Start a server as ``clippedai up`` does, with its data on disk."""
    config = server_config().dynamic_config.items()
    values = [f"{name}={json.dumps(value)}" for name, value in config]
    with tempfile.TemporaryDirectory() as name:
        async with await WorkflowEnvironment.start_local(
            dev_server_existing_path=str(await temporal_server.find(settings(), print)),
            dev_server_database_filename=str(Path(name) / "temporal.db"),
            dev_server_extra_args=[w for v in values for w in ("--dynamic-config-value", v)],
            search_attributes=SEARCH_ATTRIBUTES,
            data_converter=pydantic_data_converter,
            interceptors=[heard],
        ) as env:
            yield env


class _Heard(client.Interceptor, worker.Interceptor):
    """Remembers every call of an activity, to do the same without Temporal."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def intercept_activity(
        self, next: worker.ActivityInboundInterceptor
    ) -> worker.ActivityInboundInterceptor:
        return _Hearing(next, self.calls)


class _Hearing(worker.ActivityInboundInterceptor):
    def __init__(self, next: worker.ActivityInboundInterceptor, calls: list[Call]) -> None:
        super().__init__(next)
        self._calls = calls

    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:
        self._calls.append((input.fn, tuple(input.args)))
        return await super().execute_activity(input)
