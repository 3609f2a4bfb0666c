"""``usage`` and ``account tier``: what workspaces use, and what they may use."""

import sys
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Column, Table

from core.db import Database
from core.db.tables import AuditEntry, Workspace
from core.db.usage import Use
from core.domain.quota import Kind, TierName
from core.errors import ConfigurationError
from deploy.local.commands.clip import Json
from deploy.local.commands.opening import service
from deploy.local.commands.session import console, print_json, run, running_system

_GIGABYTE = 1e9


def usage(
    workspace: Annotated[
        UUID | None, typer.Option(help="Another workspace than that of the command line.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what a workspace has used this month, and what it may use."""

    async def command() -> None:
        async with service() as there:
            found = await there.usage(workspace)
        if json:
            told = [{**vars(use), "resets_at": _date(use) or None} for use in found.uses]
            print_json({"workspace": str(found.workspace), "tier": found.tier, "uses": told})
            return
        right = [Column(name, justify="right") for name in ("used", "of")]
        table = Table(
            "what", *right, "begins anew", title=f"{found.tier} workspace {found.workspace}"
        )
        for use in found.uses:
            table.add_row(use.kind.replace("_", " "), *_amounts(use), _date(use))
        Console(file=sys.stdout, highlight=False).print(table)

    run(command)


def tier(
    workspace: Annotated[UUID, typer.Argument(help="The id of a workspace.")],
    tier: Annotated[TierName, typer.Argument(help="What it may use from now on.")],
) -> None:
    """Give a workspace another tier; jobs that wait for a place notice within a minute."""

    async def command() -> None:
        async with running_system() as system:
            before = await change_tier(system.database, workspace, tier)
        console.print(f"workspace {workspace}: {before} before, {tier} now")

    run(command)


async def change_tier(database: Database, workspace: UUID, tier: str) -> str:
    """Give a workspace another tier, and return the one before.

    Raises:
        ConfigurationError: there is no such workspace.
    """
    async with database.transaction() as rows:
        found = await rows.get(Workspace, workspace, with_for_update=True)
        if found is None:
            raise ConfigurationError(f"there is no workspace {workspace}")
        before, found.tier = found.tier, tier
        rows.add(
            AuditEntry(
                workspace_id=workspace,
                action="workspaces.tier",
                subject=str(workspace),
                before={"tier": before},
                after={"tier": tier},
            )
        )
        return before


def _amounts(use: Use) -> tuple[str, str]:
    most = "no limit" if use.limit is None else _amount(use.kind, use.limit)
    return _amount(use.kind, use.used), most


def _amount(kind: str, amount: float) -> str:
    match kind:
        case Kind.STORAGE:
            return f"{amount / _GIGABYTE:.2f} GB"
        case Kind.MINUTES:
            return f"{amount:.1f}"
        case Kind.DOLLARS:
            return f"{amount:.4f}"
        case _:
            return f"{amount:.0f}"


def _date(use: Use) -> str:
    return use.resets_at.date().isoformat() if use.resets_at else ""
