"""The API in this process, over a real PostgreSQL and a real Temporal server."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from temporalio.testing import WorkflowEnvironment

from api.app import create
from api.services import services
from core.db import Database
from core.db.migrate import migrate
from core.db.roles import open_api_role
from core.settings import ApiSettings, Settings
from tests.api.people import Service
from tests.postgres import postgres


@pytest.fixture(scope="session")
async def service(
    tmp_path_factory: pytest.TempPathFactory, temporal: WorkflowEnvironment
) -> AsyncIterator[Service]:
    """The service with an empty database."""
    folder: Path = tmp_path_factory.mktemp("service")
    async with postgres(folder) as url:
        await migrate(url)
        own = await open_api_role(url)
        options = Settings(data_dir=folder, api=ApiSettings(origin="https://clips.test"))
        database, owner = Database(own), Database(url)
        app = create(services(options, database=database, temporal=temporal.client))
        transport = httpx.ASGITransport(app, client=("198.51.100.7", 4711))
        async with (
            httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client,
            app.router.lifespan_context(app),
        ):
            yield Service(app=app, client=client, owner=owner, options=options)
        await database.close()
        await owner.close()
