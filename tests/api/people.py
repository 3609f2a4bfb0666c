"""People who use the API in tests."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import func
from sqlmodel import select

from api import access_tokens, accounts
from api.app import create
from api.roles import Role
from api.services import Services
from core.db import Database
from core.db.tables import Job, Member, Session
from core.settings import Settings

PASSWORD = "seven green trains at noon"

LINK = {"source": "https://youtube.com/watch?v=1"}
"""What a job can be made of."""

_numbers = itertools.count(1)


@dataclass
class Who:
    """Somebody who is logged in."""

    user: UUID
    email: str
    workspace: UUID
    client: httpx.AsyncClient
    token: str
    extra: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "X-Workspace": str(self.workspace),
            **self.extra,
        }

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        content: bytes | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Send a request as this person, and return the answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(
            method,
            f"/api{path}",
            headers={**self.headers(), **named},
            json=json,
            content=content,
        )


@dataclass
class Service:
    """The API, and ways to make what tests need."""

    app: FastAPI
    client: httpx.AsyncClient
    owner: Database
    """As the owner of the tables, whom no policy binds."""
    options: Settings

    def under(self, **rules: object) -> FastAPI:
        """Return the API as it is where an operator has set other rules for it."""
        made: Services = self.app.state.services
        chosen = made.settings.api.model_copy(update=rules)
        return create(replace(made, settings=made.settings.model_copy(update={"api": chosen})))

    async def rest(self) -> None:
        """Forget how often somebody asked."""
        await self.app.state.services.rates.storage.reset()

    async def person(
        self, *, workspace: UUID | None = None, role: Role = Role.OWNER, tier: str = "unlimited"
    ) -> Who:
        """Return somebody new with a role in a workspace, in one of their own by default."""
        made = self.app.state.services
        email = f"person{next(_numbers)}@example.com"
        place = workspace or uuid4()
        user = await accounts.create(made, email, "Somebody", "", workspace=uuid4())
        async with self.owner.transaction() as rows:
            if workspace is None:
                await accounts.own(rows, place, user.id, "A workspace", tier=tier)
            else:
                rows.add(Member(workspace_id=place, user_id=user.id, role=role.value))
        return Who(user.id, email, place, self.client, await self.login(user.id))

    async def job(self, who: Who, **fields: object) -> Job:
        """Return a job of somebody's workspace that no workflow stands behind."""
        job = uuid4()
        values = {
            "id": job,
            "workspace_id": who.workspace,
            "workflow_id": f"vod/{who.workspace}/{job}",
            "mode": "vod",
            "source_kind": "http",
            "source": "https://youtube.com/watch?v=1",
            "state": "completed",
            "options": {},
            "artifacts": {},
            **fields,
        }
        async with self.owner.transaction() as rows:
            rows.add(Job.model_validate(values))
        async with self.owner.transaction() as rows:
            return await rows.get_one(Job, job)

    async def count_jobs(self, who: Who) -> int:
        """Return how many jobs somebody's workspace has."""
        query = select(func.count()).select_from(Job).where(Job.workspace_id == who.workspace)
        async with self.owner.transaction() as rows:
            return int(await rows.scalar(query) or 0)

    async def login(self, user: UUID) -> str:
        made = self.app.state.services
        session = Session(id=uuid4(), user_id=user, expires_at=accounts.soon(timedelta(days=7)))
        async with self.owner.transaction() as rows:
            rows.add(session)
        return await access_tokens.sign(made.keys, user, session.id)
