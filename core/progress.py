"""Run work of an activity in a process, and heartbeat for it until it returns."""

import asyncio
import contextlib
from pathlib import Path
from typing import TypeVar

from temporalio import activity

from core.domain.base import Value
from core.process import run_in_process

V = TypeVar("V", bound=Value)

# SPEC 3 asks for a sign of life every five seconds at least.
_HEARTBEAT_SECONDS = 1.0


async def supervised(
    work: str, task: Value, answer: type[V], *, scratch: Path, keep: str = ""
) -> V:
    """Call ``work`` (``"module:function"``) with ``task`` in a process and return its answer.

    The function is called as ``function(task, report)``, where ``report`` takes
    how much is done, 0..1. Cancelling the activity kills the process. ``keep`` is that of
    ``run_in_process``.
    """
    done = 0.0

    def progress(fraction: float) -> None:
        nonlocal done
        done = min(1.0, max(done, fraction))

    async def heartbeat() -> None:
        while True:
            activity.heartbeat({"progress": round(done, 3)})
            await asyncio.sleep(_HEARTBEAT_SECONDS)

    heartbeats = asyncio.create_task(heartbeat())
    try:
        return await run_in_process(
            work, task, answer, scratch=scratch, progress=progress, keep=keep
        )
    finally:
        heartbeats.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await heartbeats
