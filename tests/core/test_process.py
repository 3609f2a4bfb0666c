"""Work in a process of its own: it answers, reports, fails in words, and never outlives us."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.domain.base import Value
from core.errors import ProcessFailedError, UnreadableMediaError
from core.process import run_in_process
from tests.waiting import until

HERE = "tests.core.test_process"


class Task(Value):
    text: str = ""


class Answer(Value):
    text: str


def shout(task: Task, report: Callable[[float], None]) -> Answer:
    """Say it louder, and print what a chatty library would print."""
    report(0.5)
    sys.stdout.write("a library says hello\n")
    return Answer(text=task.text.upper())


def refuse(task: Task, report: Callable[[float], None]) -> Answer:
    raise UnreadableMediaError(f"{task.text} is not a video")


def crash(task: Task, report: Callable[[float], None]) -> Answer:
    raise ZeroDivisionError("nobody foresaw this")


def die(task: Task, report: Callable[[float], None]) -> Answer:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def linger(task: Task, report: Callable[[float], None]) -> Answer:
    """Start a child that ignores everything but SIGKILL, and wait for ever."""
    _leave_a_child()
    report(0.1)
    time.sleep(600)
    raise AssertionError


def chatter(task: Task, report: Callable[[float], None]) -> Answer:
    """Start such a child, and report for ever: the end of the parent is met while reporting."""
    _leave_a_child()
    while True:
        report(0.1)


def _leave_a_child() -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal,time;signal.signal(15,signal.SIG_IGN);time.sleep(600)",
        ]
    )
    Path("pids").write_text(f"{os.getpid()} {child.pid}")


async def call(work: str, folder: Path, progress: Callable[[float], None] | None = None) -> Answer:
    return await run_in_process(
        f"{HERE}:{work}",
        Task(text="talk.mp4"),
        Answer,
        scratch=folder,
        progress=progress or (lambda _: None),
    )


async def test_the_answer_comes_back_and_progress_is_told(tmp_path: Path) -> None:
    told: list[float] = []

    answer = await call("shout", tmp_path, told.append)

    assert answer.text == "TALK.MP4"
    assert told == [0.5]


async def test_an_error_of_ours_keeps_its_class_and_its_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError, match=r"^talk\.mp4 is not a video$"):
        await call("refuse", tmp_path)


async def test_an_unforeseen_error_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailedError, match="ZeroDivisionError: nobody foresaw this"):
        await call("crash", tmp_path)


async def test_a_killed_process_is_a_failure_that_may_be_retried(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailedError, match="signal 9"):
        await call("die", tmp_path)


async def _pids(folder: Path) -> list[int]:
    await until(lambda: (folder / "pids").exists() and (folder / "pids").read_text())
    return [int(pid) for pid in (folder / "pids").read_text().split()]


def _gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_cancelling_ends_the_process_and_all_that_it_started(tmp_path: Path) -> None:
    work = asyncio.create_task(call("linger", tmp_path))
    pids = await _pids(tmp_path)

    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work

    assert all(_gone(pid) for pid in pids)


@pytest.mark.parametrize("work", ["linger", "chatter"])
async def test_the_process_ends_with_the_worker_that_was_killed(work: str, tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import asyncio, pathlib\n"
        "from tests.core.test_process import call\n"
        f"asyncio.run(call({work!r}, pathlib.Path({str(tmp_path)!r})))",
        start_new_session=True,
    )
    pids = await _pids(tmp_path)

    parent.kill()
    await parent.wait()

    await until(lambda: all(_gone(pid) for pid in pids), seconds=20)
