"""``up``, ``doctor``, ``openapi``, ``account`` and ``temporal``: the system itself."""

import os
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from core.settings import settings
from deploy.local import parts, temporal_server
from deploy.local.accounts import reset_token
from deploy.local.commands.clip import Json
from deploy.local.commands.session import console, print_json, run, running_endpoints
from deploy.local.doctor import examine
from deploy.local.stack import serve, temporal_environment

account = typer.Typer(no_args_is_help=True, help="Accounts of the API.")

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
        sys.stdout.write(f"{await reset_token(settings(), found, email)}\n")

    run(command)


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
