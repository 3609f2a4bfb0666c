"""The API in this process, over a real PostgreSQL and a real Temporal server."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import structlog
from temporalio.testing import WorkflowEnvironment

from api.app import create
from api.depths import Depths
from core.queues import Queue
from tests.api.desk import Desk, recorded
from tests.api.people import Service
from tests.api.running import listening, running
from tests.postgres import postgres
from tests.temporal import server

# What the API logs does not get between the answers of commands that run in this process.
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """A server of its own: jobs that are begun here must not reach other tests' workers."""
    async with await server() as env:
        yield env


@pytest.fixture(scope="session")
async def service(
    tmp_path_factory: pytest.TempPathFactory, temporal: WorkflowEnvironment
) -> AsyncIterator[Service]:
    """The service with an empty database."""
    folder: Path = tmp_path_factory.mktemp("service")
    async with postgres(folder) as url, running(folder, url, temporal.client) as made:
        yield made


@pytest.fixture(scope="session")
async def address(service: Service) -> AsyncIterator[str]:
    """The service on a port of this machine."""
    async with listening(service.app) as found:
        yield found


@pytest.fixture(scope="session")
async def desk(service: Service, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """The service over a Temporal server with workers of its own."""
    async with await server() as env:
        own = replace(service.app.state.services, temporal=env.client, depths=Depths(env.client))
        app = create(own)
        transport = httpx.ASGITransport(app, client=("198.51.100.7", 4711))
        async with (
            httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client,
            app.router.lifespan_context(app),
        ):
            yield Desk(
                service=replace(service, app=app, client=client),
                temporal=env,
                recording=recorded(tmp_path_factory.mktemp("recording")),
            )


@pytest.fixture(scope="module")
async def working(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """The same, while real workers do the work."""
    folder = tmp_path_factory.mktemp("work")
    async with desk.served(folder, Queue.ORCHESTRATION, Queue.CPU, Queue.RENDER):
        yield desk
