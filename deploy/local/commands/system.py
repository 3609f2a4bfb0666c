"""``up``, ``doctor``, ``openapi``, ``account``, ``keys``, ``flags``, ``temporal``: the system."""

import os
import sys
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Column, Table

from core.crypto.files import rotate_all
from core.errors import ConfigurationError
from core.settings import settings
from deploy.client.calls import Calls
from deploy.local import accounts, login, parts, temporal_server
from deploy.local.commands.clip import Json
from deploy.local.commands.session import console, print_json, run, running_endpoints
from deploy.local.doctor import examine
from deploy.local.stack import serve, temporal_environment

account = typer.Typer(no_args_is_help=True, help="Accounts of the API.")
keys = typer.Typer(no_args_is_help=True, help="Keys that seal, hash and sign.")
flags = typer.Typer(no_args_is_help=True, help="Features that can be switched off.")

Workspace = Annotated[UUID | None, typer.Option(help="In this workspace only.")]

_MARKS = {"ok": "[green]ok[/]", "warning": "[yellow]warning[/]", "missing": "[red]missing[/]"}


def up() -> None:
    """Run the whole system until Ctrl-C; jobs that run go on at the next start."""

    async def command() -> None:
        await serve(settings(), lambda line: console.print(line, markup=False, soft_wrap=True))

    run(command)


def doctor(json: Json = False) -> None:
    """Say what is there, what is missing, which engine does what, and what to do."""

    async def command() -> None:
        findings = await examine(settings())
        if json:
            print_json({"findings": [vars(f) for f in findings]})
            return
        table = Table("part", "state", "what", Column("what to do", overflow="fold"))
        for finding in findings:
            table.add_row(finding.name, _MARKS[finding.state], finding.what, finding.remedy)
        Console(file=sys.stdout, highlight=False).print(table)

    run(command)


def openapi() -> None:
    """Print the OpenAPI document of the API."""
    os.execv(parts.API[0], [*parts.API, "openapi"])


@account.command("reset")
def reset(email: Annotated[str, typer.Argument(help="The address of an account.")]) -> None:
    """Make a one-time token that sets a password by POST /api/auth/reset."""

    async def command() -> None:
        found = await running_endpoints()
        sys.stdout.write(f"{await accounts.reset_token(settings(), found, email)}\n")

    run(command)


@keys.command("rotate")
def rotate() -> None:
    """Make new keys. What the old ones sealed and hashed is still read."""

    async def command() -> None:
        if settings().vault.address is not None:
            raise ConfigurationError("the keys lie in a vault; have it rotate them")
        rotate_all(settings().data_dir / "secrets")
        console.print("every process takes the new keys when it starts again: restart the system")

    run(command)


@flags.command("list")
def list_flags(workspace: Workspace = None, json: Json = False) -> None:
    """Say which features are on."""

    async def command() -> None:
        found = await _flags(workspace)
        if json:
            print_json(found)
            return
        for name, enabled in found.items():
            sys.stdout.write(f"{name} {'on' if enabled else 'off'}\n")

    run(command)


@flags.command("set")
def set_flag(
    name: Annotated[str, typer.Argument(help="One of those that are listed.")],
    state: Annotated[str, typer.Argument(help="on or off")],
    workspace: Workspace = None,
) -> None:
    """Switch a feature on or off; everybody follows within seconds."""

    async def command() -> None:
        found = await running_endpoints()
        await accounts.switch(settings(), found, name, state=state, workspace=_id(workspace))

    run(command)


async def _flags(workspace: UUID | None) -> dict[str, bool]:
    """Return which features are on: in the workspace of the login, or of this system."""
    if (known := login.current()) is None:
        return await accounts.flags(settings(), await running_endpoints(), _id(workspace))
    token = known.token.get_secret_value()
    async with Calls(known.address, token, workspace=workspace) as calls:
        return {one.name.value: one.enabled for one in await calls.list_flags()}


def _id(workspace: UUID | None) -> str | None:
    return str(workspace) if workspace else None


def temporal(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="What Temporal's own command line takes.")
    ] = None,
) -> None:
    """Run Temporal's own command line against this system."""

    async def command() -> None:
        found = await running_endpoints()
        os.environ.update(temporal_environment(found))
        binary = str(await temporal_server.find(settings(), console.print))
        os.execv(binary, [binary, *(arguments or [])])

    run(command)
