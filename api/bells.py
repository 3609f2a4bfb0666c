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


class Bell:
    """Wakes everybody who watches one workspace."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    @contextmanager
    def watching(self) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever something changed."""
        rung = asyncio.Event()
        self._waiting.add(rung)
        try:
            yield rung
        finally:
            self._waiting.discard(rung)

    def ring(self) -> None:
        for rung in self._waiting:
            rung.set()


class Bells:
    """The bells of all workspaces, rung by one connection that listens."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._bells: dict[UUID, Bell] = {}

    def bell(self, workspace: UUID) -> Bell:
        """Return the bell of a workspace."""
        return self._bells.setdefault(workspace, Bell())

    async def listen(self) -> None:
        """Ring until cancelled, across restarts of the database."""
        while True:
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._listen_once()
            _log.warning("the database went away; listening again soon")
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=_CHECK_SECONDS)
        try:
            await connection.add_listener(CHANNEL, self._on_change)
            # What changed while nobody listened.
            for bell in self._bells.values():
                bell.ring()
            while True:
                await asyncio.sleep(_CHECK_SECONDS)
                await connection.execute("SELECT 1", timeout=_CHECK_SECONDS)
        finally:
            connection.terminate()

    def _on_change(self, *told: object) -> None:
        workspace = UUID(str(told[-1]))
        if workspace in self._bells:
            self._bells[workspace].ring()
