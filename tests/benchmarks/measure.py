"""What the benchmarks share: a line of the table, and what processes take."""

import asyncio
import contextlib
import os
import re
import resource
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil

from core import ffmpeg
from core.domain.base import Value
from core.process import run_in_process

T = TypeVar("T")
V = TypeVar("V", bound=Value)

MB = 1e6

_LOOK_SECONDS = 0.05
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Ratio:
    """One line of the table: what was measured, beside what, and how good it must be."""

    name: str
    measured: str
    beside: str
    """The limit, measured in the same run."""
    goal: str
    met: bool

    def line(self) -> str:
        verdict = "ok" if self.met else "MISSED"
        return f"{self.name:<22} {self.measured:>9} {self.beside}  (goal {self.goal}) {verdict}"


class Memory:
    """The most memory that each step of this process held, by the command that it runs.

    A step is a child in a session of its own, with everything that it starts. Its peak
    is the most that its processes were seen to hold at the same time, and never less than the
    peak of any one of them. What lives for less than two looks, 0.1 s, is not seen.
    """

    def __init__(self) -> None:
        self.peaks: dict[str, int] = {}
        """Bytes, by the last word of the step's command line."""
        self._known: set[int] = set()

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look at the steps again and again until the block ends."""
        looking = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking

    async def _watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(_LOOK_SECONDS)

    def _look(self) -> None:
        held: dict[str, int] = {}
        most: dict[str, int] = {}
        children = psutil.Process().children(recursive=True)
        for process in children:
            # Between fork and exec a process seems to hold what its parent holds.
            if process.pid in self._known:
                with contextlib.suppress(psutil.Error, ProcessLookupError):
                    command = psutil.Process(os.getsid(process.pid)).cmdline()
                    if command:  # else it has just ended
                        step = command[-1]
                        held[step] = held.get(step, 0) + int(process.memory_info().rss)
                        most[step] = max(most.get(step, 0), peak(process))
        self._known = {process.pid for process in children}
        for step, size in held.items():
            self.peaks[step] = max(size, most.get(step, 0), self.peaks.get(step, 0))


def peak(process: psutil.Process) -> int:
    """Return the most bytes a process has held, or holds now where the system keeps no peak.

    Raises:
        psutil.Error: there is no such process any more.
    """
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{process.pid}/status").read_text()
        if found := _PEAK.search(status):
            return int(found[1]) * 1024
    return int(process.memory_info().rss)


def watched(run: Callable[[], T]) -> tuple[T, dict[str, int]]:
    """Return what a function returns, and the peaks of the steps that it ran, as ``Memory``."""

    async def watch() -> tuple[T, dict[str, int]]:
        memory = Memory()
        async with memory.watched():
            return await asyncio.to_thread(run), memory.peaks

    return asyncio.run(watch())


def timed(run: Callable[[], T]) -> tuple[T, float]:
    """Return what a function returns, and the CPU-seconds of the processes that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return answer, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def cost(work: str, task: Value, answer: type[V], folder: Path) -> tuple[V, float]:
    """Return what a step answers and the CPU-seconds it takes, in a process of its own.

    Raises:
        ClippedError: whatever the step raised.
    """

    def run() -> V:
        return asyncio.run(
            run_in_process(work, task, answer, scratch=folder, progress=lambda _: None)
        )

    return timed(run)


def decode(source: Path) -> float:
    """Return the CPU-seconds that it takes to decode the picture of a recording once.

    Raises:
        ProcessFailedError: it cannot be decoded.
    """

    def run() -> None:
        ffmpeg.run(["-v", "error", "-i", str(source), "-map", "0:v:0", "-f", "null", "-"])

    return timed(run)[1]
