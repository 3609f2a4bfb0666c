"""Run programs that are not ours, watch them, and never leave one behind."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from core.errors import ProcessFailedError

OnLine = Callable[[str], None]
"""Takes one line for a person to read."""

_REPORT_SECONDS = 10.0


async def call(
    command: Sequence[str | Path],
    *,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    on_output: OnLine | None = None,
) -> str:
    """Run a program to its end and return what it printed. On every way out it is gone.

    Raises:
        ProcessFailedError: it is not there, failed, or took longer than ``seconds``.
    """
    name = Path(command[0]).name
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    except OSError as error:
        raise ProcessFailedError(f"{name} cannot be run: {error.strerror}") from error
    try:
        async with asyncio.timeout(seconds):
            said = await _listen(process, on_output)
    except TimeoutError:
        raise ProcessFailedError(f"{name} did not answer within {seconds:.0f} s") from None
    finally:
        await _kill(process)
    if process.returncode != 0:
        raise ProcessFailedError(f"{name} failed: {_last_line(said)}")
    return said


async def _listen(process: asyncio.subprocess.Process, on_output: OnLine | None) -> str:
    assert process.stdout is not None
    lines = []
    async for raw in process.stdout:
        line = raw.decode(errors="replace")
        lines.append(line)
        if on_output is not None:
            on_output(line.rstrip())
    await process.wait()
    return "".join(lines)


async def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return (lines or ["it said nothing"])[-1][:300]


@contextlib.asynccontextmanager
async def told(say: Callable[[], str], on_line: OnLine) -> AsyncIterator[None]:
    """Say how far it is, every ten seconds, as long as the block runs."""

    async def repeat() -> None:
        started = time.monotonic()
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            on_line(f"{say()} ({time.monotonic() - started:.0f} s)")

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def while_growing(
    work: Awaitable[str], size: Callable[[], int], *, patience: float, what: str
) -> str:
    """Wait for ``work`` as long as ``size`` grows at least once in ``patience`` seconds.

    Raises:
        ProcessFailedError: nothing came for that long.
    """
    task = asyncio.ensure_future(work)
    seen, at = 0, time.monotonic()
    try:
        while not task.done():
            await asyncio.wait([task], timeout=0.5)
            now = size()
            if now > seen:
                seen, at = now, time.monotonic()
            elif time.monotonic() - at > patience:
                raise ProcessFailedError(f"{what} stopped: nothing came for {patience:.0f} s")
        return task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
