"""The one process that starts the parts in order, keeps them running, and stops them."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from core.db.roles import open_api_role
from core.errors import ProcessFailedError
from core.settings import Settings
from deploy.local import parts, ports, postgres, temporal_server
from deploy.local.accounts import first_account
from deploy.local.endpoints import Endpoints, Record, load, profile_path, run_folder, save
from deploy.local.external import OnLine
from deploy.local.keeper import Keeper
from deploy.local.part import Part
from deploy.local.processes import Processes

TEMPORAL_PORT = 7233
WEB_PORT = 8233
DATABASE_PORT = 15432

T = TypeVar("T")

_OURS = frozenset({"worker", "api"})

# Between the choice of a port and its use, somebody else may take it.
_ATTEMPTS = 3


async def _migrate(url: str) -> None:
    # Takes most of a second to import, and only who starts the system needs it.
    from core.db.migrate import migrate  # noqa: PLC0415

    await migrate(url)


@dataclass(frozen=True)
class Recipe:
    """What the supervisor runs besides the servers."""

    worker: Sequence[str] = parts.WORKER
    api: Sequence[str] | None = None
    """The command line of the API; None leaves it out."""
    migrate: Callable[[str], Awaitable[None]] = _migrate


class Supervisor:
    """Owns the parts of one data folder. Its holder must hold the folder's lock."""

    def __init__(self, settings: Settings, on_line: OnLine, recipe: Recipe) -> None:
        self._settings = settings
        self._on_line = on_line
        self._recipe = recipe
        self._processes = Processes(run_folder(settings) / "processes.json")
        self._remembered = load(settings)
        self._keepers: list[Keeper] = []

    async def start(self) -> Endpoints:
        """Start everything, and keep it running from then on.

        Raises:
            ConfigurationError: something that it needs is missing.
            ProcessFailedError: a part did not start.
        """
        for name in self._processes.end_orphans():
            self._on_line(f"ended {name}, which a killed supervisor had left")
        servers = asyncio.gather(
            self._start_temporal(), self._start_database(), return_exceptions=True
        )
        temporal, database = await servers
        if isinstance(temporal, BaseException):
            raise temporal
        if isinstance(database, BaseException):
            raise database
        record = self._record(*temporal, *database)
        await self._recipe.migrate(record.endpoints.database)
        save(self._settings, record)
        await asyncio.gather(
            self._start_worker(record.endpoints), self._start_api(record.endpoints)
        )
        for keeper in self._keepers:
            keeper.watch()
        return record.endpoints

    async def stop(self) -> None:
        """Stop what is ours, then the servers."""
        ours = [keeper for keeper in self._keepers if keeper.name in _OURS]
        servers = [keeper for keeper in self._keepers if keeper.name not in _OURS]
        for group in (ours, servers):
            await asyncio.gather(*(keeper.stop() for keeper in group))
        self._keepers.clear()

    def hurry(self) -> None:
        """Kill everything now. Nothing that was stored is lost."""
        for keeper in self._keepers:
            keeper.hurry()

    async def _start_temporal(self) -> tuple[int, int]:
        server = await temporal_server.find(self._settings, self._on_line)
        options = await temporal_server.quiet_options(server)
        last = self._remembered

        async def attempt() -> tuple[int, int]:
            port = ports.choose(last.temporal_port if last else None, TEMPORAL_PORT)
            web = ports.choose(last.web_port if last else None, WEB_PORT)
            part = parts.temporal(self._settings, server, port=port, web_port=web, options=options)
            seconds = await self._start(part)
            await parts.keep_histories(f"{ports.HOST}:{port}")
            self._on_line(f"temporal ready at http://{ports.HOST}:{web} ({seconds:.1f} s)")
            return port, web

        return await _retried(attempt)

    async def _start_database(self) -> tuple[str, int | None]:
        url = self._settings.database.url
        if url is not None:
            return url.get_secret_value(), None
        started = time.monotonic()
        cluster = await postgres.cluster(self._settings.data_dir)
        last = self._remembered

        async def attempt() -> tuple[str, int]:
            port = ports.choose(last.database_port if last else None, DATABASE_PORT)
            await self._start(parts.database(self._settings, cluster, port=port))
            return cluster.url(port), port

        found = await _retried(attempt)
        self._on_line(f"postgresql ready ({time.monotonic() - started:.1f} s)")
        return found

    async def _start_worker(self, endpoints: Endpoints) -> None:
        part = parts.worker(self._settings, endpoints, self._recipe.worker)
        self._on_line(f"worker ready ({await self._start(part):.1f} s)")

    async def _start_api(self, endpoints: Endpoints) -> None:
        if self._recipe.api is None or endpoints.api is None:
            return
        own = self._settings.database.api_url
        database = own.get_secret_value() if own else await open_api_role(endpoints.database)
        part = parts.api(self._settings, endpoints, self._recipe.api, database=database)
        seconds = await self._start(part)
        self._on_line(f"api ready at {endpoints.api} ({seconds:.1f} s)")
        await first_account(
            part,
            endpoints,
            self._recipe.api,
            workspace=self._settings.workspace,
            on_line=self._on_line,
        )

    async def _start(self, part: Part) -> float:
        keeper = Keeper(part, log_path(self._settings, part.name), self._processes, self._on_line)
        self._keepers.append(keeper)
        try:
            return await keeper.start()
        except BaseException:
            await keeper.stop()
            self._keepers.remove(keeper)
            raise

    def _record(self, port: int, web: int, url: str, database_port: int | None) -> Record:
        last, api_port = self._remembered, None
        if self._recipe.api is not None:
            api_port = ports.choose(last.api_port if last else None, self._settings.api.port)
        endpoints = Endpoints(
            temporal=f"{ports.HOST}:{port}",
            namespace=parts.server_config().namespace,
            web=f"http://{ports.HOST}:{web}",
            database=url,
            api=f"http://{ports.HOST}:{api_port}" if api_port else None,
            profile=profile_path(self._settings),
        )
        return Record(
            pid=os.getpid(),
            endpoints=endpoints,
            temporal_port=port,
            web_port=web,
            database_port=database_port,
            api_port=api_port,
        )


def log_path(settings: Settings, name: str) -> Path:
    """Return where a part writes its log."""
    return settings.data_dir / "logs" / f"{name}.log"


async def _retried(attempt: Callable[[], Awaitable[T]]) -> T:
    for _ in range(_ATTEMPTS - 1):
        try:
            return await attempt()
        except ProcessFailedError:
            continue
    return await attempt()
