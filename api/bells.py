"""Who waits for changes of a workspace is woken when PostgreSQL tells of one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import asyncpg
import structlog

CHANNEL = "clippedai_events"

_log = structlog.get_logger("live")

_AGAIN_SECONDS = 1.0
# A connection that died without a word is noticed so soon.
_CHECK_SECONDS = 5.0


class Bells:
    """Wakes everybody who watches a workspace, by one connection that listens for all of them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: dict[UUID, set[asyncio.Event]] = {}

    @contextmanager
    def watching(self, workspace: UUID) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever something changed in the workspace."""
        rung = asyncio.Event()
        waiting = self._waiting.setdefault(workspace, set())
        waiting.add(rung)
        try:
            yield rung
        finally:
            waiting.discard(rung)
            if not waiting:
                del self._waiting[workspace]

    async def listen(self) -> None:
        """Ring until cancelled, across restarts of the database."""
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._listen_once()
            _log.warning("the database went away; listening again soon")
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=_CHECK_SECONDS)
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        try:
            await connection.add_listener(CHANNEL, self._on_change)
            # What changed while nobody listened.
            for workspace in self._waiting:
                self._ring(workspace)
            while not ended.is_set():
                await connection.execute("SELECT 1", timeout=_CHECK_SECONDS)
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), _CHECK_SECONDS)
        finally:
            connection.terminate()

    def _on_change(self, *told: object) -> None:
        self._ring(UUID(str(told[-1])))

    def _ring(self, workspace: UUID) -> None:
        for rung in self._waiting.get(workspace, ()):
            rung.set()
