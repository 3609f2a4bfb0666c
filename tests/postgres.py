"""A real PostgreSQL for the time of a test."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from core.db import Database
from core.db.migrate import migrate
from deploy.local import ports
from deploy.local.postgres import Cluster, answers, cluster
from tests.waiting import answer


class Server:
    """A server that a test may stop and start again."""

    def __init__(self, files: Cluster, port: int) -> None:
        self._files, self._port = files, port
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return self._files.url(self._port)

    async def start(self) -> None:
        self._files.clear()
        self._process = await asyncio.create_subprocess_exec(
            *self._files.command(self._port),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await answer(lambda: answers(self.url))

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it: SIGTERM waits for sessions, SIGINT ends them, SIGKILL leaves a mess."""
        if self._process is not None:
            self._process.send_signal(how)
            await self._process.wait()
            self._process = None


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Server]:
    """Serve an empty database in the folder."""
    server = Server(await cluster(folder), ports.choose())
    try:
        await server.start()
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def postgres(folder: Path) -> AsyncIterator[str]:
    """Serve an empty database in the folder, and give its address."""
    async with serving(folder) as server:
        yield server.url


@asynccontextmanager
async def tables(folder: Path, *, connections: int = 5) -> AsyncIterator[Database]:
    """Serve a database in the folder with every table and nothing in them."""
    async with postgres(folder) as url:
        await migrate(url)
        database = Database(url, connections=connections)
        yield database
        await database.close()
