"""Kill any part at any moment: the job ends with the same clips, and nothing done is done twice."""

import asyncio
import contextlib
import hashlib
import os
import random
import signal
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.settings import settings
from deploy.local import sample
from tests.system import System, system
from tests.waiting import answer

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.slow]

PARTS = {
    "worker": "-m workers",
    "temporal": "server start-dev",
    "postgresql": "bin/postgres -D",
    "supervisor": "clippedai up",
}
KILLS = int(os.environ.get("CLIPPED_TEST_KILLS", "4"))
# The worker and Temporal die in every run, the others in the long one.
SEEDS = [pytest.param(n, marks=[pytest.mark.long] * (n % len(PARTS) > 1)) for n in range(KILLS)]
"""How many seeded moments; the full set is 20."""


@dataclass
class Calm:
    """A job that nothing disturbed."""

    clips: list[tuple[Any, ...]]
    seconds: float


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    folder = tmp_path_factory.mktemp("chaos")
    async with system(folder, CLIPPED_JOB__PATIENCE="0.05") as one:
        yield one


@pytest.fixture(scope="module")
def recording() -> Path:
    return sample.ensure(settings(), lambda _: None, seconds=40)


async def _start(running: System, recording: Path, workspace: str) -> str:
    done = await running.command(
        *("clip", str(recording), "--detach", "--json", "--min", "5", "--max", "15", "-n", "2"),
        CLIPPED_WORKSPACE=workspace,
    )
    assert done.code == 0, done.errors
    return str(done.json()["job"])


async def _finish(running: System, job: str, workspace: str) -> list[tuple[Any, ...]]:
    """Wait for the end of a job; return its clips by what can be seen and heard of them."""

    async def ended() -> Any | None:
        asked = ("show", job, "--follow", "--json")
        done = await running.command(*asked, CLIPPED_WORKSPACE=workspace)
        return done.json() if done.code == 0 else None

    shown = await answer(ended, seconds=240, every=0.5)
    assert shown["state"] == "completed", shown
    return [
        (c["title"], c["start"], c["end"], hashlib.sha256(Path(c["path"]).read_bytes()).hexdigest())
        for c in shown["clips"]
    ]


@pytest.fixture(scope="module")
async def calm(running: System, recording: Path) -> Calm:
    workspace = str(uuid.uuid4())
    began = asyncio.get_running_loop().time()
    job = await _start(running, recording, workspace)
    clips = await _finish(running, job, workspace)
    return Calm(clips, asyncio.get_running_loop().time() - began)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_job_survives_the_death_of_any_part_at_any_moment(
    running: System, recording: Path, calm: Calm, seed: int
) -> None:
    dice = random.Random(seed)
    part = list(PARTS)[seed % len(PARTS)]
    workspace = str(uuid.UUID(int=dice.getrandbits(128)))
    job = await _start(running, recording, workspace)

    await asyncio.sleep(dice.uniform(0, 0.9 * calm.seconds))
    await _kill(running, part)

    assert await _finish(running, job, workspace) == calm.clips
    assert running.done_twice(workspace) == []


async def _kill(running: System, part: str) -> None:
    for pid in running.pids(PARTS[part]):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if part == "supervisor":
        assert running.supervisor is not None
        await running.supervisor.wait()
        await running.up()
