"""Run a function in a process of its own, so that it can be watched, stopped and reaped.

The process reads its task from standard input and answers on standard output,
one JSON object a line: ``{"progress": 0..1}``, then ``{"result": …}`` or
``{"error": …, "message": …}``. Standard input stays open as long as the
parent lives; when it closes, the process ends itself and all its children,
so that a killed worker leaves nothing behind.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.domain.base import Value
from core.errors import ProcessFailedError, by_name

V = TypeVar("V", bound=Value)

# How long a stopped process may take to end before it is killed.
_TERM_SECONDS = 2.0
_KILL_CHECKS = 50
_MAX_LINE = 64 << 20

# When the GNU allocator gives memory back to the system: blocks of this size at once, and what is
# free at the end of its heap when it is more than this, in bytes. Left alone it learns to keep as
# much as was ever free, such as the indexes of a long recording.
_ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": str(8 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
}


async def run_in_process(
    work: str,
    task: Value,
    answer: type[V],
    *,
    scratch: Path,
    progress: Callable[[float], None],
    keep: str = "",
) -> V:
    """Call ``work`` (``"module:function"``) with ``task`` in a new process and return its answer.

    With ``keep``, the name of a file, the process leaves the whole answer there in ``scratch``,
    and only the fields of ``answer``, which may be a few of it, come back: an answer that grows
    with the recording then never lies in the memory of the caller.
    Cancelling stops the process and everything it started before this returns.

    Raises:
        ClippedError: whatever the function raised; ``ProcessFailedError`` for anything unforeseen.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "core.child",
        *((keep, f"{answer.__module__}:{answer.__qualname__}") if keep else ()),
        work,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=scratch,
        env={
            **os.environ,
            "TMPDIR": str(scratch),
            "PYTHONPATH": os.pathsep.join(sys.path),
            **_ALLOCATOR,
        },
        start_new_session=True,
        limit=_MAX_LINE,
    )
    try:
        return answer.model_validate(await _converse(process, task, progress))
    finally:
        await asyncio.shield(_end(process))


async def _converse(
    process: asyncio.subprocess.Process, task: Value, progress: Callable[[float], None]
) -> object:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(task.model_dump_json().encode() + b"\n")
    with contextlib.suppress(ConnectionError):
        await process.stdin.drain()
    async for line in process.stdout:
        message = json.loads(line)
        if "progress" in message:
            progress(float(message["progress"]))
        elif "result" in message:
            return message["result"]
        else:
            raise by_name(message["error"])(message["message"])
    code = await process.wait()
    reason = f"signal {-code}" if code < 0 else f"exit code {code}"
    raise ProcessFailedError(
        f"the process of this step ended without an answer ({reason}); see the worker's log"
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the whole process group and wait until it is gone."""
    _signal(process, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), _TERM_SECONDS)
    _signal(process, signal.SIGKILL)
    await process.wait()
    # A killed grandchild ends a moment later, when the kernel gets to it.
    for _ in range(_KILL_CHECKS):
        if not _signal(process, signal.SIGKILL):
            return
        await asyncio.sleep(0.02)


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> bool:
    """Signal the process group; return whether there was anybody left to hear it."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
