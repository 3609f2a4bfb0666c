"""Keep one part running: start it, watch it, start it again, stop it."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from core.errors import ProcessFailedError
from deploy.local import logs
from deploy.local.external import OnLine
from deploy.local.part import Part
from deploy.local.processes import Processes

_START_CHECK_SECONDS = 0.05
_CHECK_SECONDS = 1.0
# A part that was well for this long starts again at once when it ends.
_PROVEN_SECONDS = 30.0
_MAX_PAUSE = 15.0


class Keeper:
    """Watches the process of one part."""

    def __init__(self, part: Part, log: Path, processes: Processes, on_line: OnLine) -> None:
        self.name = part.name
        self._part = part
        self._log = log
        self._processes = processes
        self._on_line = on_line
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> float:
        """Start the part, wait until it is well, and return how many seconds that took.

        Raises:
            ProcessFailedError: it ended or did not get well; the message has its last words.
        """
        started = time.monotonic()
        process = await self._spawn()
        while not await self._part.is_well():
            if process.returncode is not None:
                raise ProcessFailedError(self._last_words(f"ended ({_how(process.returncode)})"))
            if time.monotonic() - started > self._part.start_seconds:
                await self._kill()
                raise ProcessFailedError(
                    self._last_words(f"was not ready after {self._part.start_seconds:.0f} s")
                )
            await asyncio.sleep(_START_CHECK_SECONDS)
        return time.monotonic() - started

    async def _spawn(self) -> asyncio.subprocess.Process:
        self._part.clear()
        self._log.parent.mkdir(parents=True, exist_ok=True)
        logs.rotate(self._log)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._part.folder,
                env=dict(self._part.environment),
                # Ctrl-C in the terminal is for the supervisor, which stops the parts in order.
                start_new_session=True,
            )
        self._processes.add(self.name, self._process.pid, self._part.stop_signal)
        return self._process

    def _last_words(self, what: str) -> str:
        return f"{self.name} {what}: {logs.last_line(self._log)}; its log is {self._log}"

    def watch(self) -> None:
        """From now on, start the part again whenever it ends or hangs."""
        self._watch = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        pauses = _pauses()
        while True:
            well_since = time.monotonic()
            self._on_line(f"{self.name} {await self._trouble()}; starting it again")
            if time.monotonic() - well_since > _PROVEN_SECONDS:
                pauses = _pauses()
            while not await self._started_again():
                pause = next(pauses)
                self._on_line(f"{self.name} is tried again in {pause:.1f} s")
                await asyncio.sleep(pause)

    async def _started_again(self) -> bool:
        await self._kill()
        try:
            seconds = await self.start()
        except (ProcessFailedError, OSError) as error:
            self._on_line(str(error))
            return False
        self._on_line(f"{self.name} is back ({seconds:.1f} s)")
        return True

    async def _trouble(self) -> str:
        """Wait until the part ends or hangs, and say which."""
        assert self._process is not None
        well_at = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CHECK_SECONDS):
                    return f"ended ({_how(await self._process.wait())})"
            logs.rotate(self._log)
            if await self._part.is_well():
                well_at = time.monotonic()
            elif time.monotonic() - well_at > self._part.hang_seconds:
                return f"has not answered for {self._part.hang_seconds:.0f} s"

    async def stop(self) -> None:
        """Ask the part to end; kill it when it does not. Afterwards it is gone."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(self._part.stop_signal)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), self._part.stop_seconds)
        await self._kill()
        self._processes.remove(self.name)

    def hurry(self) -> None:
        """Kill the part at once. It can take that."""
        if self._process is not None:
            _kill_group(self._process.pid)

    async def _kill(self) -> None:
        if self._process is not None:
            _kill_group(self._process.pid)
            await self._process.wait()
            self._part.clear()


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _pauses() -> Iterator[float]:
    """Seconds between attempts: the first comes soon, later ones ever more rarely."""
    pause = 0.5
    while True:
        yield pause
        pause = min(_MAX_PAUSE, pause * 2)
