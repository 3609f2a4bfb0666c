"""The parts of the system on one machine: Temporal, PostgreSQL, one worker, the API."""

import contextlib
import json
import os
import signal
import sys
import time
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.service import ConnectConfig, RPCError, ServiceClient

from core.settings import Settings
from deploy.local import postgres
from deploy.local.endpoints import Endpoints, run_folder, temporal_environment
from deploy.local.part import Part
from deploy.local.ports import HOST
from deploy.local.postgres import Cluster

WORKER = (sys.executable, "-m", "workers", "all")
"""The command line of the worker; the path of its ready file follows."""

API = (sys.executable, "-m", "api")
"""The command line of the API; what it shall do follows."""

ROOT = Path(__file__).resolve().parents[2]

# The worker touches its file every 5 s.
_FRESH_SECONDS = 15.0
_ASK_SECONDS = 3.0
# How much longer than its own grace a worker may take to end.
_WORKER_MARGIN = 5.0


class ServerConfig(BaseModel):
    """``temporal-config/server.toml``."""

    namespace: str
    retention_days: int
    search_attributes: dict[str, str]
    dynamic_config: dict[str, bool | int | float | str]


def server_config(path: Path = ROOT / "temporal-config" / "server.toml") -> ServerConfig:
    """Return what a Temporal server must know for ClippedAI."""
    return ServerConfig.model_validate(tomllib.loads(path.read_text()))


# A write-ahead log, flushed at every commit: half the waits of the default, and as durable.
_PRAGMAS = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2")


def temporal(
    settings: Settings, server: Path, *, port: int, web_port: int, options: Sequence[str] = ()
) -> Part:
    """Return the Temporal server: one file of data, with its page, for this machine only."""
    config = server_config()
    where = ("--ip", HOST, "--port", str(port), "--ui-port", str(web_port))
    data = ("--db-filename", str(settings.data_dir / "temporal.db"), *_PRAGMAS)
    logs = ("--log-level", "warn", "--log-format", "json")
    attributes = [f"{name}={kind}" for name, kind in config.search_attributes.items()]
    values = [f"{name}={json.dumps(value)}" for name, value in config.dynamic_config.items()]
    repeated = (
        *(word for item in attributes for word in ("--search-attribute", item)),
        *(word for item in values for word in ("--dynamic-config-value", item)),
    )
    command = (str(server), "server", "start-dev", *where, *data, *logs, *repeated, *options)
    return Part(
        name="temporal",
        command=command,
        is_well=temporal_answers(f"{HOST}:{port}"),
        folder=settings.data_dir,
        environment=_foreign_environment(),
    )


def temporal_answers(address: str) -> Callable[[], Awaitable[bool]]:
    """Return a question: does a Temporal server serve workflows at ``host:port``?"""
    client: ServiceClient | None = None

    async def ask() -> bool:
        nonlocal client
        try:
            if client is None:
                client = await ServiceClient.connect(ConnectConfig(target_host=address, lazy=True))
            return await client.check_health(timeout=timedelta(seconds=_ASK_SECONDS))
        except (RPCError, RuntimeError):
            return False

    return ask


async def keep_histories(address: str) -> None:
    """Have the server at ``host:port`` keep histories for as long as our configuration says.

    A development server keeps them for a day, and its command line has no other choice.
    """
    server = server_config()
    client = await ServiceClient.connect(ConnectConfig(target_host=address))
    kept = NamespaceConfig()
    kept.workflow_execution_retention_ttl.FromTimedelta(timedelta(days=server.retention_days))
    request = UpdateNamespaceRequest(namespace=server.namespace, config=kept)
    await client.workflow_service.update_namespace(request, retry=True)


def database(settings: Settings, cluster: Cluster, *, port: int) -> Part:
    """Return the PostgreSQL server."""

    async def answers() -> bool:
        return await postgres.answers(cluster.url(port), seconds=_ASK_SECONDS)

    return Part(
        name="postgresql",
        command=cluster.command(port),
        is_well=answers,
        folder=settings.data_dir,
        environment={**_foreign_environment(), "LC_ALL": "C"},
        clear=cluster.clear,
        stop_signal=signal.SIGINT,  # ends sessions; SIGTERM would wait for them
    )


def worker(settings: Settings, endpoints: Endpoints, command: Sequence[str]) -> Part:
    """Return the worker, pointed at the other parts."""
    ready = ready_file(settings)
    ready.parent.mkdir(parents=True, exist_ok=True)
    return Part(
        name="worker",
        command=(*command, "--ready-file", str(ready)),
        is_well=is_fresh(ready),
        folder=ROOT,
        environment=own_environment(settings, endpoints),
        clear=lambda: ready.unlink(missing_ok=True),
        stop_seconds=settings.worker.grace_seconds + _WORKER_MARGIN,
    )


def api(settings: Settings, endpoints: Endpoints, command: Sequence[str], *, database: str) -> Part:
    """Return the API at the address of the endpoints; ``database`` is that of its own role."""
    assert endpoints.api is not None
    address = urlsplit(endpoints.api)
    return Part(
        name="api",
        command=(*command, "serve", "--port", str(address.port)),
        is_well=_is_served(endpoints.api),
        folder=ROOT,
        environment={
            **own_environment(settings, endpoints),
            "CLIPPED_DATABASE__API_URL": database,
            "CLIPPED_API__ORIGIN": settings.api.origin or endpoints.api,
        },
    )


def own_environment(settings: Settings, endpoints: Endpoints) -> dict[str, str]:
    """Return the environment of a program of ours that works with the other parts."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TEMPORAL_")}
    return {
        **inherited,
        **temporal_environment(endpoints),
        "CLIPPED_DATA_DIR": str(settings.data_dir),
        "CLIPPED_CACHE_DIR": str(settings.cache_dir),
        "CLIPPED_DATABASE__URL": endpoints.database,
        "PYTHONUNBUFFERED": "1",
    }


def _is_served(address: str) -> Callable[[], Awaitable[bool]]:
    """Return a question: does the API answer there?"""

    async def ask() -> bool:
        try:
            async with httpx.AsyncClient(timeout=_ASK_SECONDS, trust_env=False) as client:
                return (await client.get(f"{address}/api/health")).is_success
        except httpx.HTTPError:
            return False

    return ask


def ready_file(settings: Settings) -> Path:
    """Return the file that the worker touches as long as it polls."""
    return run_folder(settings) / "worker.ready"


def is_fresh(path: Path) -> Callable[[], Awaitable[bool]]:
    """Return a question: was the file touched lately?"""

    def age() -> float:
        return time.time() - path.stat().st_mtime

    async def ask() -> bool:
        with contextlib.suppress(FileNotFoundError):
            return age() < _FRESH_SECONDS
        return False

    return ask


def _foreign_environment() -> dict[str, str]:
    """What programs that are not ours may know: nothing of our secrets and settings."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SYSTEMROOT")
    return {name: os.environ[name] for name in kept if name in os.environ}
