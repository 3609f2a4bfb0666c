"""Keeping one part running. The parts are small scripts."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from core.errors import ProcessFailedError
from deploy.local.keeper import Keeper
from deploy.local.part import Part
from deploy.local.processes import Processes
from tests.waiting import until

LIVE = "import pathlib, time\nwhile True: pathlib.Path('alive').touch(); time.sleep(0.05)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{LIVE}"


class Watched:
    """A part, what its keeper said, and whether it answers."""

    def __init__(self, folder: Path, script: str, *, start_seconds: float = 20.0) -> None:
        self.lines: list[str] = []
        self.deaf = False
        self.folder = folder
        self.processes = folder / "processes.json"
        part = Part(
            name="part",
            command=(sys.executable, "-c", script),
            is_well=self._is_well,
            folder=folder,
            environment=dict(os.environ),
            clear=lambda: (folder / "alive").unlink(missing_ok=True),
            start_seconds=start_seconds,
            hang_seconds=0.3,
            stop_seconds=0.5,
        )
        processes = Processes(self.processes)
        self.keeper = Keeper(part, folder / "part.log", processes, self.lines.append)

    async def _is_well(self) -> bool:
        return await asyncio.to_thread((self.folder / "alive").exists) and not self.deaf

    @property
    def process(self) -> psutil.Process:
        children = psutil.Process().children()
        return next(child for child in children if str(self.folder) == child.cwd())

    async def heard(self, text: str) -> None:
        await until(lambda: any(text in line for line in self.lines))


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path, LIVE)
    await watched.keeper.start()
    watched.keeper.watch()
    yield watched
    await watched.keeper.stop()


async def test_a_part_that_ends_is_started_again(live: Watched) -> None:
    first = live.process.pid
    os.kill(first, signal.SIGKILL)
    await live.heard("part is back")
    assert live.process.pid != first
    assert live.lines[0] == "part ended (signal SIGKILL); starting it again"


async def test_a_part_that_hangs_is_killed_and_started_again(live: Watched) -> None:
    first = live.process.pid
    live.deaf = True
    await live.heard("part has not answered")
    live.deaf = False
    await live.heard("part is back")
    assert live.process.pid != first


async def test_a_stopped_part_stays_stopped(live: Watched) -> None:
    process = live.process
    await live.keeper.stop()
    assert not process.is_running()
    assert live.lines == []
    assert live.processes.read_text() == "{}"


async def test_a_part_that_ignores_the_request_to_stop_is_killed(tmp_path: Path) -> None:
    watched = Watched(tmp_path, STUBBORN)
    await watched.keeper.start()
    process = watched.process
    await watched.keeper.stop()
    assert not process.is_running()


async def test_a_part_that_ends_at_once_is_quoted(tmp_path: Path) -> None:
    watched = Watched(tmp_path, "raise SystemExit('the disk is full')")
    with pytest.raises(ProcessFailedError, match=r"part ended \(exit code 1\): the disk is full"):
        await watched.keeper.start()
    await watched.keeper.stop()


async def test_a_part_that_never_gets_well_is_given_up(tmp_path: Path) -> None:
    watched = Watched(tmp_path, "import time; time.sleep(60)", start_seconds=0.5)
    with pytest.raises(ProcessFailedError, match="part was not ready after"):
        await watched.keeper.start()
    await watched.keeper.stop()
    assert not [child for child in psutil.Process().children() if child.cwd() == str(tmp_path)]
