"""``up``, ``doctor`` and ``temporal``: the system itself."""

import os
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from core.settings import settings
from deploy.local import temporal_server
from deploy.local.commands.clip import Json
from deploy.local.commands.session import (
    CommandError,
    Exit,
    console,
    print_json,
    run,
)
from deploy.local.doctor import examine
from deploy.local.stack import find_running, serve, temporal_environment

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


def temporal(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="What Temporal's own command line takes.")
    ] = None,
) -> None:
    """Run Temporal's own command line against this system."""

    async def command() -> None:
        found = await find_running(settings())
        if found is None:
            raise CommandError(
                "no system is running for this data folder; start it with `clippedai up`",
                Exit.NO_SYSTEM,
            )
        os.environ.update(temporal_environment(found))
        binary = str(await temporal_server.find(settings(), console.print))
        os.execv(binary, [binary, *(arguments or [])])

    run(command)
