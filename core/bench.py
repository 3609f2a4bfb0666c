"""The bench at which every step is done: look up, else compute, then store."""

import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import structlog
from temporalio import activity

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.clip import TokenUse
from core.domain.job import Ran, StepName
from core.domain.part import JoinRequest, JoinTask, PieceFile
from core.errors import EngineUnavailableError
from core.objects import ObjectStore, read_value
from core.progress import supervised
from core.queues import Queue
from core.scratch import Scratch

V = TypeVar("V", bound=Value)

Local = Callable[[Artifact], Awaitable[str]]
"""From a stored file to an absolute path at which a process can read it."""

_log = structlog.get_logger("bench")

# The file in which the process of a step leaves its value.
_WHOLE = "value.json"


@dataclass(frozen=True)
class Made(Generic[V]):
    """What a step made: the value, where it is stored, and how it came about."""

    value: V
    """What was asked for of it."""
    artifact: Artifact
    started: float
    seconds: float
    cached: bool

    def ran(self, engine: str, note: str = "", *, used: tuple[TokenUse, ...] = ()) -> Ran:
        """Return the record of what really ran."""
        return Ran(
            engine=engine,
            worker=worker_name(),
            attempt=activity.info().attempt,
            started=self.started,
            seconds=round(self.seconds, 3),
            cached=self.cached,
            note=note,
            device="gpu" if _at_gpu() else "cpu",
            used=() if self.cached else used,
        )


class Bench:
    """A store for results, scratch folders to work in, and processes that do the work."""

    def __init__(self, store: ObjectStore, scratch: Scratch) -> None:
        self.store = store
        self.scratch = scratch

    async def find(self, key: str, kind: type[V]) -> Made[V] | None:
        """Return the value stored under ``key`` by an earlier run, None when there is none.

        ``kind`` may have only some of its fields.
        """
        started = time.time()
        artifact = await self.store.find(key)
        if artifact is None:
            return None
        value = await read_value(self.store, artifact, kind)
        return Made(value, artifact, started, time.time() - started, cached=True)

    async def make(
        self,
        key: str,
        work: str,
        task: Value,
        answer: type[V],
        *,
        files: Mapping[str, str] | None = None,
    ) -> Made[V]:
        """Return the value stored under ``key``, or compute it in a process and store it.

        ``work`` is ``"module:function"``, called as ``function(task, report)`` with a
        scratch folder as its working directory. Every file that it leaves there under a
        name in ``files`` is stored under the key given for that name, before the value
        itself: a stored value means a finished step, so a retry computes nothing.

        The value is stored whole. ``answer`` may have only those of its fields that the caller
        wants to know: what grows with the recording does not pass through the worker then.
        """
        if (found := await self.find(key, answer)) is not None:
            return found
        started = time.time()
        _log.info("step started", key=key, work=work)
        with self.scratch.folder() as folder:
            value = await supervised(work, task, answer, scratch=folder, keep=_WHOLE)
            for name, file_key in (files or {}).items():
                if (folder / name).exists():
                    await self.store.put_file(file_key, folder / name)
            artifact = await self.store.put_file(key, folder / _WHOLE)
        seconds = time.time() - started
        _log.info("step finished", key=key, work=work, seconds=round(seconds, 3))
        return Made(value, artifact, started, seconds, cached=False)

    @asynccontextmanager
    async def files(self) -> AsyncIterator[Local]:
        """Give what lays stored files down for a process; they may be gone after the block."""
        async with AsyncExitStack() as stack:

            async def local(artifact: Artifact) -> str:
                path = await stack.enter_async_context(self.store.local(artifact))
                return str(path.resolve())

            yield local

    async def join(
        self,
        request: JoinRequest,
        step: StepName,
        *,
        work: str,
        answer: type[V],
        version: int = 1,
    ) -> Made[V]:
        """Put together what a step found in every part of a recording, as ``make`` does.

        ``work`` is called with a ``JoinTask``. ``version`` counts up when the same pieces would
        be put together differently.
        """
        folder = f"{request.workspace}/analysis/{request.content_hash}"
        key = f"{folder}/{step}-whole{version}-{request.fingerprint()}.json"
        async with self.files() as local:
            pieces = [
                PieceFile(part=piece.part, path=await local(piece.found))
                for piece in request.pieces
            ]
            task = JoinTask(duration=request.duration, pieces=tuple(pieces))
            return await self.make(key, work, task, answer)


async def first_usable(
    engines: Sequence[str], make: Callable[[str], Awaitable[Made[V]]]
) -> tuple[Made[V], str]:
    """Return what the first engine that can run makes, and why those before it could not.

    Raises:
        EngineUnavailableError: none can run; the message names every reason.
    """
    failed: list[str] = []
    for engine in engines:
        try:
            return await make(engine), "; ".join(failed)
        except EngineUnavailableError as error:
            failed.append(f"{engine} could not be used: {error}")
    raise EngineUnavailableError("; ".join(failed))


def _at_gpu() -> bool:
    """Is this step done at a queue for GPUs, by a machine that has one of NVIDIA's?"""
    queue = activity.info().task_queue
    return queue in {Queue.GPU_ASR, Queue.GPU_VISION} and Path("/dev/nvidiactl").exists()


def worker_name() -> str:
    """Return the name under which this process is known."""
    return f"{os.getpid()}@{socket.gethostname()}"
