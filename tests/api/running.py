"""The service over a database, and on a port of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import uvicorn
from starlette.types import ASGIApp
from temporalio.client import Client

from api.app import create
from api.services import services
from core.db import Database
from core.db.migrate import migrate
from core.db.roles import open_api_role
from core.settings import ApiSettings, Settings
from deploy.local import ports
from tests.api.people import Service


@asynccontextmanager
async def running(folder: Path, url: str, temporal: Client) -> AsyncIterator[Service]:
    """Give the service over an empty database, as nobody but a test would limit it."""
    await migrate(url)
    own = await open_api_role(url)
    rules = ApiSettings(origin="https://clips.test", requests_per_minute=1_000_000)
    options = Settings(data_dir=folder, api=rules)
    database, owner = Database(own, connections=20), Database(url)
    app = create(services(options, database=database, temporal=temporal))
    transport = httpx.ASGITransport(app, client=("198.51.100.7", 4711))
    async with (
        httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client,
        app.router.lifespan_context(app),
    ):
        yield Service(app=app, client=client, owner=owner, options=options)
    await database.close()
    await owner.close()


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application that runs already on a port of this machine; give its address."""
    port = ports.choose()
    config = uvicorn.Config(
        app, port=port, lifespan="off", log_config=None, ws="websockets-sansio", backlog=2048
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving
