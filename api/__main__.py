"""``python -m api [serve|owner|reset EMAIL|token NAME|flags|switch NAME on|off|openapi]``."""

import argparse
import asyncio
import json
import sys
from uuid import UUID

import uvicorn
from sqlalchemy import func
from sqlmodel import col, select

from api import accounts, resetting
from api.app import create
from api.roles import WORK, Role
from api.routes.api_tokens import NewToken, issued
from api.services import Services, services
from core.db import Database
from core.db.flags import Flag, switch
from core.db.tables import Member, User
from core.errors import ClippedError, ConfigurationError
from core.settings import settings
from core.telemetry import configure_logs
from core.temporal import connect

_OWNER = "owner@clippedai.local"
# What one process may have open; the workers have theirs.
_CONNECTIONS = 20
# Longer than clients and proxies keep an idle connection, mostly 60 s: who closes it first
# must be the side that writes first, or a request is lost in between.
_IDLE_SECONDS = 75


def main() -> int:
    """Do what the command line asks for, and return the exit code."""
    asked = _arguments()
    try:
        if asked.command == "openapi":
            sys.stdout.write(json.dumps(create().openapi(), indent=1, sort_keys=True) + "\n")
        else:
            asyncio.run(_with_services(asked))
    except ClippedError as error:
        sys.stderr.write(f"clippedai: {error}\n")
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m api")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve the API")
    serve.add_argument("--port", type=int, default=settings().api.port)
    commands.add_parser("owner", help="make the first account, if there is none")
    reset = commands.add_parser("reset", help="make a one-time token that sets a password")
    reset.add_argument("email")
    commands.add_parser("flags", help="print which features are on")
    switching = commands.add_parser("switch", help="switch a feature on or off")
    switching.add_argument("name", choices=[flag.value for flag in Flag])
    switching.add_argument("state", choices=["on", "off"])
    for parser_of in (commands.choices["flags"], switching):
        parser_of.add_argument("--workspace", type=UUID, help="in this workspace only")
    token = commands.add_parser("token", help="make a token of the owner, good for a day")
    token.add_argument("name")
    commands.add_parser("openapi", help="print the OpenAPI document")
    return parser.parse_args()


async def _with_services(asked: argparse.Namespace) -> None:
    options = settings()
    if options.database.api_url is None:
        raise ConfigurationError(
            "the API has no database; set CLIPPED_DATABASE__API_URL, or start it by `clippedai up`"
        )
    database = Database(options.database.api_url.get_secret_value(), connections=_CONNECTIONS)
    try:
        made = services(options, database=database, temporal=await connect(lazy=True))
        match asked.command:
            case "serve":
                await _serve(made, asked.port)
            case "owner":
                await _make_owner(made)
            case "flags":
                found = await made.flags.of(asked.workspace)
                sys.stdout.write(json.dumps(found) + "\n")
            case "switch":
                on = asked.state == "on"
                async with database.transaction() as rows:
                    await switch(rows, Flag(asked.name), enabled=on, workspace=asked.workspace)
            case "token":
                await _make_token(made, asked.name)
            case _:
                await _offer_reset(made, asked.email)
    finally:
        await database.close()


async def _serve(made: Services, port: int) -> None:
    configure_logs()
    options = made.settings.api
    config = uvicorn.Config(
        create(made),
        host=options.host,
        port=port,
        proxy_headers=bool(options.trusted_proxies),
        forwarded_allow_ips=list(options.trusted_proxies),
        server_header=False,
        access_log=False,
        log_config=None,
        ws="websockets-sansio",
        ws_max_size=1 << 16,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=5,
    )
    await uvicorn.Server(config).serve()


async def _owner(made: Services) -> UUID | None:
    """Return who has owned the workspace of this machine the longest."""
    workspace = made.settings.workspace
    owners = select(Member.user_id).where(
        Member.workspace_id == workspace, Member.role == Role.OWNER.value
    )
    async with made.database.tenant(workspace=workspace) as rows:
        return (await rows.scalars(owners.order_by(col(Member.created_at)))).first()


async def _make_owner(made: Services) -> None:
    """Make the owner of this installation, and say what sets the password, once."""
    if await _owner(made) is not None:
        return
    owner = await accounts.create(made, _OWNER, "Owner", "", workspace=made.settings.workspace)
    token = await resetting.offer_reset(made, owner.id)
    sys.stdout.write(json.dumps({"email": _OWNER, "token": token}) + "\n")


async def _offer_reset(made: Services, email: str) -> None:
    async with made.database.transaction() as rows:
        query = select(User).where(func.lower(User.email) == email.lower())
        user = (await rows.scalars(query.where(col(User.deleted_at).is_(None)))).one_or_none()
    if user is None:
        raise ConfigurationError(f"nobody has an account with the address {email}")
    sys.stdout.write(f"{await resetting.offer_reset(made, user.id)}\n")


async def _make_token(made: Services, name: str) -> None:
    """Make a token with which a program of this machine makes clips for its owner."""
    workspace, owner = made.settings.workspace, await _owner(made)
    if owner is None:
        raise ConfigurationError("nobody owns the workspace of this machine yet")
    wanted = NewToken(name=name, scopes=frozenset(WORK), days=1)
    row, token = issued(wanted, workspace=workspace, user=owner)
    async with made.database.tenant(workspace=workspace, user=owner) as rows:
        rows.add(row)
    sys.stdout.write(json.dumps({"id": str(row.id), "token": token}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
