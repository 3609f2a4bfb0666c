"""A long source in parts: told like the undivided one, also when the worker dies in between."""

import asyncio
import contextlib
import json
import os
import signal
import uuid
from collections.abc import AsyncIterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from core.settings import settings
from deploy.local import sample
from tests.analysis_answer import Answer, checked
from tests.system import System, system
from tests.waiting import answer

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.long]

SECONDS = 50
FRAME = 1 / 30


@pytest.fixture(scope="module")
def recording() -> Path:
    return sample.ensure(settings(), lambda _: None, seconds=SECONDS)


@pytest.fixture(scope="module")
async def whole(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    async with system(tmp_path_factory.mktemp("whole")) as one:
        return checked(await _analyzed(one, recording, str(uuid.uuid4())))


@pytest.fixture(scope="module")
async def divided(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system that divides what is longer than three quarters of a minute."""
    rules = {"CLIPPED_INGEST__PART_MINUTES": "0.5", "CLIPPED_JOB__PATIENCE": "0.05"}
    async with system(tmp_path_factory.mktemp("divided"), **rules) as one:
        yield one


@pytest.fixture(scope="module")
async def parts(divided: System, recording: Path) -> dict[str, Any]:
    workspace = str(uuid.uuid4())
    answer = await _analyzed(divided, recording, workspace)
    (job,) = await _jobs(divided, workspace)
    shown = (await divided.command("show", job, "--json", CLIPPED_WORKSPACE=workspace)).json()
    numbers = {s["part"] for s in shown["steps"] if s["name"] == "transcribe"}
    assert numbers == {1, 2, None}, "the recording was not divided"
    return answer


async def _analyzed(running: System, recording: Path, workspace: str) -> dict[str, Any]:
    process = await _begun(running, recording, workspace)
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    answer: dict[str, Any] = json.loads(output)
    return answer


async def _begun(running: System, recording: Path, workspace: str) -> asyncio.subprocess.Process:
    return await running.begin("analyze", str(recording), "--json", CLIPPED_WORKSPACE=workspace)


async def _jobs(running: System, workspace: str) -> list[str]:
    done = await running.command("jobs", "--json", CLIPPED_WORKSPACE=workspace)
    return [job["job"] for job in done.json()["jobs"]]


def test_parts_are_put_together_to_what_the_undivided_source_is(
    whole: Answer, parts: dict[str, Any]
) -> None:
    told = checked(parts)

    same = SequenceMatcher(a=whole.text(), b=told.text(), autojunk=False)
    pairs = [
        (whole.words[block.a + n], told.words[block.b + n])
        for block in same.get_matching_blocks()
        for n in range(block.size)
    ]
    assert same.ratio() >= 0.97
    assert all(abs(one.start - other.start) <= 0.1 for one, other in pairs)
    assert sum(a.speaker == b.speaker for a, b in pairs) >= 0.97 * len(pairs)
    assert told.cuts() == pytest.approx(whole.cuts(), abs=1.01 * FRAME)
    assert [len(told.tracks), len(told.speakers)] == [len(whole.tracks), len(whole.speakers)]
    assert _heard_from(told) == pytest.approx(_heard_from(whole), abs=1.5)
    assert told.duration == whole.duration


def _heard_from(told: Answer) -> dict[int, float]:
    """Return for how many seconds each person is seen to speak."""
    seconds: dict[int, float] = {}
    for track in told.tracks:
        spoke = sum(end - start for start, end in track.speaking)
        seconds[track.person] = seconds.get(track.person, 0.0) + spoke
    return seconds


async def test_a_worker_that_dies_between_the_parts_changes_nothing(
    divided: System, recording: Path, parts: dict[str, Any]
) -> None:
    workspace = str(uuid.uuid4())
    process = await _begun(divided, recording, workspace)
    await _until_one_part_is_ahead(divided, workspace)

    workers = divided.pids("-m workers")
    for pid in workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    output, errors = await process.communicate()

    assert workers
    assert process.returncode == 0, errors.decode()
    apart = {"job"}
    assert _without(json.loads(output), apart) == _without(parts, apart)
    assert divided.done_twice(workspace) == []


def _without(answer: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in names}


async def _until_one_part_is_ahead(running: System, workspace: str) -> None:
    """Wait until something of a part is found while other steps still run."""

    async def ahead() -> bool:
        for job in await _jobs(running, workspace):
            done = await running.command("show", job, "--json", CLIPPED_WORKSPACE=workspace)
            steps = done.json()["steps"] if done.code == 0 else []
            states = {s["state"] for s in steps if s["part"] and s["name"] != "prepare"}
            if {"completed", "running"} <= states:
                return True
        return False

    await answer(ahead, seconds=120, every=0.5)
