"""The system on one machine: find the one that runs, or be the one that runs it."""

import asyncio
import contextlib
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Sequence

from core.errors import ConfigurationError
from core.settings import Settings
from deploy.local import parts, postgres
from deploy.local.endpoints import Endpoints, load, run_folder, temporal_environment
from deploy.local.external import OnLine
from deploy.local.lock import Lock
from deploy.local.supervisor import Recipe, Supervisor

__all__ = ["Endpoints", "Recipe", "find_running", "running", "serve", "temporal_environment"]

_RETRY_SECONDS = 0.2
# Who only looks whether the lock is held, holds it for a moment.
_LOCK_SECONDS = 1.0
# As long as the first start of all may take, with a Temporal server to be built.
_JOIN_SECONDS = 900.0

_RECIPE = Recipe()
# Who waits for one command's end does not need the API.
_SERVED = Recipe(api=parts.API)


async def find_running(settings: Settings) -> Endpoints | None:
    """Return where the running system of this data folder is, None when none is ready."""
    holder = _data_lock(settings).holder()
    record = load(settings)
    if holder is None or record is None or record.pid != holder:
        return None
    found = record.endpoints
    answers = await asyncio.gather(
        parts.temporal_answers(found.temporal)(),
        postgres.answers(found.database),
        parts.is_fresh(parts.ready_file(settings))(),
    )
    return found if all(answers) else None


@contextlib.asynccontextmanager
async def running(
    settings: Settings, on_line: OnLine, *, recipe: Recipe = _RECIPE
) -> AsyncIterator[Endpoints]:
    """Use the running system, or start one for as long as the block, or a guest, needs it.

    SIGTERM and SIGHUP cancel the task that started it.

    Raises:
        ConfigurationError: something that it needs is missing; the message says what to do.
        ProcessFailedError: a part did not start.
    """
    _check_folder(settings)
    lock = _data_lock(settings)
    guests = Lock(run_folder(settings) / "guests.lock")
    try:
        endpoints = await _join(settings, on_line, lock, guests=guests)
        if endpoints is not None:
            yield endpoints
            return
        with _Stop((signal.SIGTERM, signal.SIGHUP)) as stop:
            async with _supervised(settings, on_line, recipe=recipe, stop=stop) as started:
                yield started
                await _see_off(guests, on_line)
    finally:
        guests.release()
        lock.release()


async def serve(settings: Settings, on_line: OnLine, *, recipe: Recipe = _SERVED) -> None:
    """Run the system until SIGINT, SIGTERM or SIGHUP; a second one kills what still runs.

    Raises:
        ConfigurationError: another one uses the data folder, or something needed is missing.
        ProcessFailedError: a part did not start.
    """
    _check_folder(settings)
    lock = _data_lock(settings)
    await _take(lock, settings)
    began = time.monotonic()
    try:
        with _Stop((signal.SIGINT, signal.SIGTERM, signal.SIGHUP)) as stop:
            async with _supervised(settings, on_line, recipe=recipe, stop=stop):
                on_line(f"ready ({time.monotonic() - began:.1f} s); Ctrl-C stops it")
                await asyncio.Event().wait()
    except asyncio.CancelledError:
        if not stop.asked:
            raise
        on_line("stopped")
    finally:
        lock.release()


async def _join(
    settings: Settings, on_line: OnLine, lock: Lock, *, guests: Lock
) -> Endpoints | None:
    """Return the running system, held by the guests' lock; None when the lock became ours."""
    deadline = time.monotonic() + _JOIN_SECONDS
    told = False
    while not lock.try_acquire():
        if guests.try_acquire(shared=True):
            found = await find_running(settings)
            if found is not None:
                return found
            guests.release()
        if time.monotonic() > deadline:
            raise ConfigurationError(_refusal(settings, "which is not getting ready"))
        if not told:
            on_line("waiting for the system that another process is starting or stopping")
            told = True
        await asyncio.sleep(_RETRY_SECONDS)
    return None


async def _see_off(guests: Lock, on_line: OnLine) -> None:
    """Wait until nobody else uses the system, and let nobody else in."""
    if not guests.try_acquire():
        on_line("another command still uses the system; it stops when that one ends")
        await guests.acquire()


async def _take(lock: Lock, settings: Settings) -> None:
    deadline = time.monotonic() + _LOCK_SECONDS
    while not lock.try_acquire():
        if time.monotonic() > deadline:
            raise ConfigurationError(_refusal(settings, "which runs the system"))
        await asyncio.sleep(_RETRY_SECONDS / 4)


def _refusal(settings: Settings, what: str) -> str:
    holder = _data_lock(settings).holder()
    return (
        f"{settings.data_dir} is used by process {holder or 'unknown'}, {what};"
        " stop it, or set CLIPPED_DATA_DIR to another folder"
    )


def _data_lock(settings: Settings) -> Lock:
    return Lock(settings.data_dir / "lock")


def _check_folder(settings: Settings) -> None:
    try:
        run_folder(settings).mkdir(parents=True, exist_ok=True)
        for folder in (settings.data_dir, run_folder(settings)):
            tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise ConfigurationError(
            f"{settings.data_dir} cannot be used ({error.strerror});"
            " set CLIPPED_DATA_DIR to a folder of yours"
        ) from error


@contextlib.asynccontextmanager
async def _supervised(
    settings: Settings, on_line: OnLine, *, recipe: Recipe, stop: "_Stop"
) -> AsyncIterator[Endpoints]:
    supervisor = Supervisor(settings, on_line, recipe)
    stop.hurry = supervisor.hurry
    try:
        yield await supervisor.start()
    finally:
        await supervisor.stop()


class _Stop:
    """The first signal cancels the task that runs the system, the next ones make it hurry."""

    def __init__(self, signals: Sequence[signal.Signals]) -> None:
        self._signals = signals
        self.asked = False
        self.hurry = _nothing

    def __enter__(self) -> "_Stop":
        task = asyncio.current_task()
        assert task is not None

        def react() -> None:
            if self.asked:
                self.hurry()
            else:
                self.asked = True
                task.cancel()

        loop = asyncio.get_running_loop()
        for number in self._signals:
            # Only the main thread hears of signals; elsewhere its owner has to cancel.
            with contextlib.suppress(ValueError, RuntimeError):
                loop.add_signal_handler(number, react)
        return self

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for number in self._signals:
            with contextlib.suppress(ValueError, RuntimeError):
                loop.remove_signal_handler(number)


def _nothing() -> None:
    """Nothing runs yet that could hurry."""
