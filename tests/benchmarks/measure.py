"""What the benchmarks share: a line of the table, and what a step's process costs."""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import psutil

from core.domain.base import Value
from core.errors import by_name

V = TypeVar("V", bound=Value)

MB = 1_000_000

_EVERY = 0.05
"""Seconds between two looks at the memory of a process."""
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


class Row(Value):
    """One number of a benchmark beside the limit of the same run."""

    name: str
    value: str
    limit: str
    """What the number is measured against."""
    goal: str
    met: bool

    def __str__(self) -> str:
        verdict = "ok" if self.met else "MISSED"
        return f"{self.name:<34} {self.value:>8} {self.limit:<50} (goal {self.goal}) {verdict}"


class Cost(Value):
    """What a process cost, with all that it started."""

    seconds: float
    cpu: float
    """CPU-seconds."""
    peak: int
    """The most memory that was resident at once, in bytes."""

    def __str__(self) -> str:
        return f"{self.peak / MB:.0f} MB, {self.cpu:.1f} CPU-s in {self.seconds:.1f} s"


def in_child(work: str, task: Value, *, answer: type[V], folder: Path) -> tuple[V, Cost]:
    """Call ``work`` (``"module:function"``) as ``core.process`` does, and see what it costs.

    Raises:
        ClippedError: what the function raised.
    """
    started = time.monotonic()
    process = _start(work, folder)
    with _watched(process.pid) as watch:
        last = _converse(process, task)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if "result" not in last:
        message = last.get("message", f"{work} ended without an answer")
        raise by_name(str(last.get("error")))(message)
    cost = Cost(
        seconds=time.monotonic() - started,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=max(watch.peak, _single_peak(usage)),
    )
    return answer.model_validate(last["result"]), cost


def _start(work: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "core.child", work],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
        text=True,
    )


def _converse(process: "subprocess.Popen[str]", task: Value) -> dict[str, object]:
    """Hand over the task and return the last message, empty when there was none."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(task.model_dump_json() + "\n")
        process.stdin.flush()
    last = "{}"
    for line in process.stdout:
        last = line
    message: dict[str, object] = json.loads(last)
    return message


def _single_peak(usage: resource.struct_rusage) -> int:
    """Return the peak of the largest single process, 0 when the kernel cannot tell it.

    Until it becomes another program, a new process has the memory of the one that started
    it, and Linux counts that: a number below our own peak says nothing.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage.ru_maxrss * _MAXRSS_BYTES if usage.ru_maxrss > own else 0


class _Watch(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.ended = threading.Event()
        self._process = psutil.Process(pid)

    def run(self) -> None:
        with suppress(psutil.NoSuchProcess):
            while not self.ended.wait(_EVERY):
                self.peak = max(self.peak, self._resident())

    def _resident(self) -> int:
        """Return the bytes that the process and all that it started hold now."""
        held = self._process.memory_info().rss
        for child in self._process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                held += child.memory_info().rss
        return int(held)


@contextmanager
def _watched(pid: int) -> Iterator[_Watch]:
    watch = _Watch(pid)
    watch.start()
    try:
        yield watch
    finally:
        watch.ended.set()
        watch.join()
