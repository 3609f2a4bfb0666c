"""The first account of an installation, and the way back in for who forgot a password."""

import json
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from core.settings import Settings
from deploy.local import parts
from deploy.local.endpoints import Endpoints
from deploy.local.external import OnLine, call
from deploy.local.part import Part

_SECONDS = 30.0


_OWNED = """
SELECT EXISTS (SELECT FROM workspace_members WHERE workspace_id = $1 AND role = 'owner')
"""


async def first_account(
    api: Part, endpoints: Endpoints, command: Sequence[str], *, workspace: UUID, on_line: OnLine
) -> None:
    """Make an owner when the workspace has none yet, and say what sets a password, this once."""
    connection = await asyncpg.connect(endpoints.database)
    try:
        if await connection.fetchval(_OWNED, workspace):
            return
    finally:
        await connection.close()
    said = await call((*command, "owner"), seconds=_SECONDS, environment=api.environment)
    if said.strip():
        made = json.loads(said.splitlines()[-1])
        on_line(f"its owner is {made['email']}; the token {made['token']}")
        on_line("sets a password once, within a day, by `clippedai account password`")


async def program_token(settings: Settings, endpoints: Endpoints, name: str) -> tuple[UUID, str]:
    """Return a token of the owner of this machine's workspace, and its id; it is good for a day.

    Raises:
        ProcessFailedError: nobody owns the workspace.
    """
    said = await _as_owner(settings, endpoints, "token", name)
    made = json.loads(said.splitlines()[-1])
    return UUID(made["id"]), made["token"]


async def reset_token(settings: Settings, endpoints: Endpoints, email: str) -> str:
    """Return a token with which a person sets a password, once, within a day.

    Raises:
        ProcessFailedError: nobody has an account with this address.
    """
    said = await _as_owner(settings, endpoints, "reset", email)
    return said.splitlines()[-1]


async def flags(settings: Settings, endpoints: Endpoints, workspace: str | None) -> dict[str, bool]:
    """Return which features are on, everywhere or in one workspace."""
    chosen = ("--workspace", workspace) if workspace else ()
    said = await _as_owner(settings, endpoints, "flags", *chosen)
    found: dict[str, bool] = json.loads(said.splitlines()[-1])
    return found


async def switch(
    settings: Settings, endpoints: Endpoints, name: str, *, state: str, workspace: str | None
) -> None:
    """Switch a feature ``on`` or ``off``, everywhere or in one workspace.

    Raises:
        ProcessFailedError: there is no such feature, or no such workspace.
    """
    chosen = ("--workspace", workspace) if workspace else ()
    await _as_owner(settings, endpoints, "switch", name, state, *chosen)


async def _as_owner(settings: Settings, endpoints: Endpoints, *asked: str) -> str:
    """Run the API's own command as the owner of the tables, and return what it prints."""
    environment = {
        **parts.own_environment(settings, endpoints),
        "CLIPPED_DATABASE__API_URL": endpoints.database,
    }
    return await call((*parts.API, *asked), seconds=_SECONDS, environment=environment)
