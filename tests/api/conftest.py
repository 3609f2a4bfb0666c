"""The API in this process, over a real PostgreSQL and a real Temporal server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.api.people import Service
from tests.api.running import listening, running
from tests.postgres import postgres
from tests.temporal import server


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
