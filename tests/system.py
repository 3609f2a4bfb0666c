"""The whole system as a person runs it: ``clippedai up`` and commands beside it."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.waiting import answer

CLIPPEDAI = Path(sys.executable).with_name("clippedai")


@dataclass
class Done:
    """How a command ended."""

    code: int
    output: str
    errors: str

    def json(self) -> Any:
        """Return the one JSON value on standard output."""
        return json.loads(self.output)


@dataclass
class System:
    """A system with a data folder of its own."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    supervisor: Process | None = None

    def environment(self, **more: str) -> dict[str, str]:
        own = {"CLIPPED_DATA_DIR": str(self.folder), "OFFLINE": "1"}
        # Else whoever is logged in somewhere would test that.
        own["XDG_CONFIG_HOME"] = str(self.folder / "config")
        return {**os.environ, **own, **self.settings, **more}

    async def command(self, *arguments: str, cwd: Path | None = None, **more: str) -> Done:
        """Run ``clippedai`` with the arguments to its end."""
        process = await self.begin(*arguments, cwd=cwd, **more)
        output, errors = await process.communicate()
        return Done(process.returncode or 0, output.decode(), errors.decode())

    async def begin(self, *arguments: str, cwd: Path | None = None, **more: str) -> Process:
        """Start ``clippedai`` with the arguments, and do not wait."""
        return await asyncio.create_subprocess_exec(
            CLIPPEDAI,
            *arguments,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            cwd=cwd or self.folder,
            env=self.environment(**more),
        )

    async def up(self) -> None:
        """Start the system, and return when it is ready."""
        self.supervisor = await asyncio.create_subprocess_exec(
            CLIPPEDAI, "up", stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=self.environment()
        )
        await answer(self._answers, seconds=90, every=0.5)

    async def _answers(self) -> bool:
        return (await self.command("jobs", "--json")).code == 0

    async def down(self) -> None:
        """Stop the system as Ctrl-C does."""
        if self.supervisor is not None:
            with contextlib.suppress(ProcessLookupError):
                self.supervisor.send_signal(signal.SIGINT)
            await self.supervisor.wait()

    def pids(self, part: str) -> list[int]:
        """Return the processes of this system whose command line names the part."""
        return [
            process.pid
            for process in psutil.process_iter(["cmdline", "environ"])
            if part in " ".join(process.info["cmdline"] or ())
            and self._owns(process.info["environ"] or {}, process.info["cmdline"] or [])
        ]

    def done_twice(self, workspace: str) -> list[str]:
        """Return the steps of a workspace that the workers' own logs show as finished twice."""
        finished: Counter[str] = Counter()
        for log in (self.folder / "logs").glob("worker.log*"):
            for line in log.read_text(errors="replace").splitlines():
                with contextlib.suppress(json.JSONDecodeError):
                    event = json.loads(line)
                    if event.get("event") == "step finished" and workspace in event["key"]:
                        finished[event["key"]] += 1
        assert finished, "the workers' logs say what really ran"
        return [key for key, times in finished.items() if times > 1]

    def _owns(self, environment: dict[str, str], command: list[str]) -> bool:
        named = environment.get("CLIPPED_DATA_DIR") == str(self.folder)
        return named or str(self.folder) in " ".join(command)


@asynccontextmanager
async def system(folder: Path, **settings: str) -> AsyncIterator[System]:
    """Give a running system; it is stopped when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    one = System(folder, settings)
    await one.up()
    try:
        yield one
    finally:
        await one.down()
