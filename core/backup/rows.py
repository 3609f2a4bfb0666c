"""The rows of a workspace, written out and read in again as PostgreSQL's own text."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy import Integer, Table
from sqlmodel import SQLModel

from core.domain.job import JobState
from core.errors import ConfigurationError

# What is made anew where they are restored, or is of no use there.
_PASSING = {"events", "idempotency_keys"}
# What may be there already: everything else belongs to one workspace only.
_SHARED = {"workspaces", "users", "workspace_members"}

_BROKEN_OFF = "the job was still running when the backup was made; start it again"

_Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@cache
def tables() -> list[Table]:
    """Return what makes up a workspace, each after those that it refers to."""
    known = SQLModel.metadata.sorted_tables
    return [one for one in known if _belongs(one) and one.name not in _PASSING]


def _belongs(table: Table) -> bool:
    return table.name in _SHARED or "workspace_id" in table.columns


def columns(table: Table) -> list[str]:
    """Return the columns that are kept: numbers that the database gives out are not."""
    return [one.name for one in table.columns if not _is_counter(table, one.name)]


async def revision(connection: _Connection) -> str:
    """Return which migration the database has come to."""
    return str(await connection.fetchval("SELECT version_num FROM alembic_version"))


async def write(connection: _Connection, workspace: UUID, folder: Path) -> None:
    """Write every table to a file of its name, as all of them were at one moment.

    Raises:
        ConfigurationError: there is no such workspace.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        if not await _there(connection, "workspaces", workspace):
            raise ConfigurationError(f"there is no workspace {workspace}")
        for table in tables():
            await connection.copy_from_query(
                f"SELECT {_names(table)} FROM {table.name} WHERE {_whose(table)}{_order(table)}",
                workspace,
                output=folder / table.name,
            )


async def read(connection: _Connection, workspace: UUID, folder: Path) -> None:
    """Add the rows of every file. People whom the database knows by their address stay theirs.

    Raises:
        ConfigurationError: the workspace has jobs or files of its own here.
    """
    async with connection.transaction():
        for name in ("jobs", "uploads"):
            if await _there(connection, name, workspace):
                raise ConfigurationError(
                    f"the workspace {workspace} has {name} here; restore it where it has none"
                )
        for table in tables():
            await _load(connection, table, folder / table.name)
        await connection.execute(
            "UPDATE jobs SET state = $2, error = $3, note = '', paused = false"
            " WHERE workspace_id = $1 AND state <> ALL ($4)",
            workspace,
            JobState.CANCELLED.value,
            _BROKEN_OFF,
            [one.value for one in JobState if one.final or one is JobState.FAILED],
        )


async def _load(connection: _Connection, table: Table, source: Path) -> None:
    """Read a file into a table beside, say who is who there, and take it over."""
    beside = f"restored_{table.name}"
    await connection.execute(f"CREATE TEMP TABLE {beside} (LIKE {table.name}) ON COMMIT DROP")
    if counters := [one.name for one in table.columns if _is_counter(table, one.name)]:
        drops = ", ".join(f"DROP COLUMN {name}" for name in counters)
        await connection.execute(f"ALTER TABLE {beside} {drops}")
    await connection.copy_to_table(beside, source=source, columns=columns(table))
    for column in _people(table):
        await connection.execute(
            f"UPDATE {beside} SET {column} = users.id FROM restored_users AS old JOIN users"
            f" ON lower(users.email) = lower(old.email) WHERE {beside}.{column} = old.id"
        )
    known = " ON CONFLICT DO NOTHING" if table.name in _SHARED else ""
    await connection.execute(
        f"INSERT INTO {table.name} ({_names(table)}) SELECT {_names(table)} FROM {beside}{known}"
    )


async def _there(connection: _Connection, table: str, workspace: UUID) -> bool:
    column = "id" if table == "workspaces" else "workspace_id"
    query = f"SELECT EXISTS (SELECT FROM {table} WHERE {column} = $1)"
    return bool(await connection.fetchval(query, workspace))


def _whose(table: Table) -> str:
    if table.name == "workspaces":
        return "id = $1"
    if table.name != "users":
        return "workspace_id = $1"
    named = " UNION ".join(
        f"SELECT {column} FROM {one.name} WHERE workspace_id = $1"
        for one in tables()
        if one.name not in {"users", "workspaces"}
        for column in _people(one)
    )
    return f"id IN ({named})"


def _people(table: Table) -> Sequence[str]:
    """Return the columns that name a person. The record of what people did refers to nobody."""
    return [
        one.name
        for one in table.columns
        if one.name == "user_id"
        or any(key.column.table.name == "users" for key in one.foreign_keys)
    ]


def _is_counter(table: Table, name: str) -> bool:
    column = table.columns[name]
    alone = len(table.primary_key.columns) == 1
    return column.primary_key and alone and isinstance(column.type, Integer)


def _names(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in columns(table))


def _order(table: Table) -> str:
    return " ORDER BY id" if any(_is_counter(table, one.name) for one in table.columns) else ""
