"""Steering a job that runs, from the command line and from Temporal's own."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.conftest import Clipped
from tests.system import System
from tests.waiting import answer

pytestmark = [pytest.mark.server, pytest.mark.media]


async def _start(running: System, recording: Path, workspace: str, *more: str) -> str:
    done = await running.command(
        "clip", str(recording), "--detach", "--json", *more, CLIPPED_WORKSPACE=workspace
    )
    assert done.code == 0, done.errors
    return str(done.json()["job"])


async def _until(running: System, job: str, workspace: str, fits: Callable[[Any], bool]) -> Any:

    async def shown() -> Any | None:
        done = await running.command("show", job, "--json", CLIPPED_WORKSPACE=workspace)
        return found if fits(found := done.json()) else None

    return await answer(shown, seconds=180, every=0.5)


def _runs(name: str) -> Callable[[Any], bool]:
    return lambda job: any(s["name"] == name and s["state"] == "running" for s in job["steps"])


def _works(running: System) -> list[int]:
    return [pid for pid in running.pids("core.child") if psutil.pid_exists(pid)]


@pytest.mark.parametrize(("step", "workspace"), [("transcribe", 11), ("render", 12)])
async def test_a_cancelled_job_leaves_no_process_and_no_temporary_file(
    running: System, recording: Path, step: str, workspace: int
) -> None:
    ws = f"00000000-0000-0000-0000-0000000000{workspace}"
    job = await _start(running, recording, ws)
    await _until(running, job, ws, _runs(step))
    await asyncio.sleep(1)
    assert _works(running)

    began = time.monotonic()
    process = await running.begin("cancel", job, "--json", CLIPPED_WORKSPACE=ws)
    while _works(running):
        assert time.monotonic() - began < 10
        await asyncio.sleep(0.1)
    output, _ = await process.communicate()

    assert json.loads(output)["state"] == "cancelled"
    left = [p for p in (running.folder / "scratch").rglob("*") if p.is_file() and p.name != "lock"]
    assert left == []


async def test_a_paused_job_holds_until_it_is_resumed_by_temporals_own_command_line(
    running: System, recording: Path
) -> None:
    ws = "00000000-0000-0000-0000-000000000021"
    job = await _start(running, recording, ws, "-n", "1", "--min", "5", "--max", "12", "--review")
    await _until(running, job, ws, _runs("transcribe"))
    workflow = ("--workflow-id", f"vod/{ws}/{job}")

    paused = await running.command("pause", job, "--json", CLIPPED_WORKSPACE=ws)
    held = await _until(running, job, ws, lambda j: not any(map(_is_running, j["steps"])))
    await asyncio.sleep(3)
    still = (await running.command("show", job, "--json", CLIPPED_WORKSPACE=ws)).json()
    await running.command("temporal", "workflow", "signal", *workflow, "--name", "resume")
    await _until(running, job, ws, lambda j: j["state"] == "review")
    approved = await running.command(
        *("temporal", "workflow", "update", "execute", *workflow, "--name", "approve"),
        *("--input", '{"by": "ann"}'),
    )
    ended = await _until(running, job, ws, lambda j: j["state"] == "completed")

    assert paused.json()["paused"]
    assert [s["name"] for s in still["steps"]] == [s["name"] for s in held["steps"]]
    assert approved.code == 0, approved.errors
    assert ended["clips"][0]["state"] == "approved"


async def test_a_job_that_temporal_has_forgotten_is_shown_and_goes_no_further(
    running: System, clipped: Clipped
) -> None:
    job = clipped.answer["job"]
    before = (await running.command("show", job, "--json")).json()
    workflow = ("--workflow-id", before["workflow_id"])
    deleted = await running.command("temporal", "workflow", "delete", *workflow)

    async def forgotten() -> bool:
        told = await running.command("temporal", "workflow", "describe", *workflow)
        return told.code != 0

    await answer(forgotten, every=0.5)
    after = await running.command("show", job, "--follow", "--json")
    paused = await running.command("pause", job)

    assert deleted.code == 0, deleted.errors
    told = after.json()
    assert sorted(told.pop("steps"), key=str) == sorted(before.pop("steps"), key=str)
    assert told == before
    assert paused.code == 2
    assert f"the job is {before['state']}; it goes no further" in paused.errors


def _is_running(step: Any) -> bool:
    return bool(step["state"] == "running")


async def test_an_id_that_no_job_has_is_said_so(running: System) -> None:
    done = await running.command("show", "feedbeef")

    assert done.code == 2
    assert "no job has an id that begins with “feedbeef”" in done.errors


async def test_without_a_system_commands_say_how_to_start_one(tmp_path: Path) -> None:
    done = await System(tmp_path).command("jobs")

    assert done.code == 5
    assert "clippedai up" in done.errors
