"""The API in a process of its own, as people reach it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from api import access_tokens, accounts
from core.crypto.files import keys_in
from core.db import Database
from core.db.migrate import migrate
from core.db.roles import open_api_role
from core.db.tables import Session, User
from deploy.local import ports
from tests.postgres import postgres
from tests.waiting import answer


@dataclass
class Served:
    """An API that can be killed and started again, and somebody who may ask it."""

    folder: Path
    """Its data."""
    database: str
    """As the owner of the tables, whom no policy binds."""
    environment: dict[str, str]
    user: UUID
    workspace: UUID
    token: str
    port: int = field(default_factory=ports.choose)

    @property
    def address(self) -> str:
        return f"http://{ports.HOST}:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Workspace": str(self.workspace)}

    async def start(self) -> None:
        """Start it, and return when it answers."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api", "serve", "--port", str(self.port)),
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        async with httpx.AsyncClient() as client:
            await answer(lambda: self._answers(client))

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        with suppress(httpx.TransportError):
            return (await client.get(f"{self.address}/api/openapi.json")).is_success
        return False

    async def kill(self) -> None:
        """End it without a chance to tidy up."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def served(folder: Path, **settings: str) -> AsyncIterator[Served]:
    """Serve the API over an empty database, with one person in one workspace."""
    folder.chmod(0o755)
    async with postgres(folder) as url:
        await migrate(url)
        environment = {
            "CLIPPED_DATA_DIR": str(folder),
            "CLIPPED_DATABASE__API_URL": await open_api_role(url),
            "CLIPPED_API__REQUESTS_PER_MINUTE": "1000000",
            **settings,
        }
        user, workspace, token = await _person(folder, url)
        made = Served(folder, url, environment, user, workspace, token)
        await made.start()
        try:
            yield made
        finally:
            await made.kill()


async def _person(folder: Path, url: str) -> tuple[UUID, UUID, str]:
    workspace, user = uuid4(), User(id=uuid4(), email="reader@example.com")
    session = Session(id=uuid4(), user_id=user.id, expires_at=accounts.soon(timedelta(days=7)))
    database = Database(url)
    async with database.transaction() as rows:
        rows.add(user)
        await rows.flush()
        rows.add(session)
        await accounts.own(rows, workspace, user.id, "Readers", tier="unlimited")
    await database.close()
    keys = keys_in(folder / "secrets")
    return user.id, workspace, await access_tokens.sign(keys, user.id, session.id)
