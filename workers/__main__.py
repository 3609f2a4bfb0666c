"""Serve the queues of a pool until told to stop."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from core.bench import Bench, worker_name
from core.crypto import open_keys
from core.db import Database
from core.errors import ClippedError, ConfigurationError
from core.objects import open_store
from core.queues import Queue
from core.scratch import Scratch
from core.settings import Settings, settings
from core.telemetry import configure_logs
from core.temporal import connect, make_runtime
from workers import upkeep
from workers.pools import POOLS
from workers.wiring import Parts, worker

_log = structlog.get_logger("worker")

# A step that ignores its cancellation must not keep a stopped worker alive.
_WATCHDOG_SECONDS = 10.0

_ALIVE_SECONDS = 5.0
_STARTING_SECONDS = 0.05


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="workers", description=__doc__)
    parser.add_argument("pool", choices=sorted(POOLS))
    parser.add_argument("--ready-file", type=Path, help="touched while the worker serves")
    parser.add_argument("--metrics", metavar="HOST:PORT", help="serve Prometheus metrics here")
    arguments = parser.parse_args()
    configure_logs()
    try:
        asyncio.run(_serve(arguments.pool, arguments.ready_file, arguments.metrics))
    except ClippedError as error:
        sys.exit(str(error))
    # Threads of the Temporal client still run; an ordinary end of Python can crash on them.
    os._exit(0)


async def _serve(pool: str, ready: Path | None, metrics: str | None) -> None:
    options = settings()
    stop = _stop_on_signals()
    parts = _parts(options, await connect(make_runtime(metrics)))
    workers = [worker(queue, parts, options.worker) for queue in POOLS[pool]]
    try:
        async with contextlib.AsyncExitStack() as running:
            for one in workers:
                await running.enter_async_context(one)
            if Queue.ORCHESTRATION in POOLS[pool]:
                await running.enter_async_context(_upkept(parts))
            _log.info("serving", pool=pool, worker=worker_name())
            await _stay(stop, ready, workers)
            _start_watchdog(options.worker.grace_seconds + _WATCHDOG_SECONDS)
    finally:
        parts.bench.scratch.close()
        await parts.bench.store.close()
        await parts.keys.close()
        await parts.database.close()
    _log.info("stopped", pool=pool)


@contextlib.asynccontextmanager
async def _upkept(parts: Parts) -> AsyncIterator[None]:
    keeping = asyncio.create_task(upkeep.keep_up(parts.client, mail_is_sent=parts.settings.mail.on))
    try:
        yield
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


def _parts(options: Settings, client: Client) -> Parts:
    url = options.database.url
    if url is None:
        raise ConfigurationError(
            "no database: set CLIPPED_DATABASE__URL, or start everything with `clippedai up`"
        )
    bench = Bench(open_store(options), Scratch(options.data_dir / "scratch"))
    return Parts(
        bench=bench,
        database=Database(url.get_secret_value()),
        client=client,
        keys=open_keys(options),
        settings=options,
    )


async def _stay(stop: asyncio.Event, ready: Path | None, workers: list[Worker]) -> None:
    """Wait for the signal to stop, saying all the while that we are alive."""
    while not stop.is_set():
        serving = all(one.is_running for one in workers)
        if ready is not None and serving:
            await asyncio.to_thread(ready.touch)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _ALIVE_SECONDS if serving else _STARTING_SECONDS)


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _start_watchdog(seconds: float) -> None:
    timer = threading.Timer(seconds, lambda: os._exit(70))
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    main()
