"""Whatever the API reads is found by an index, however much others have."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Engine, Table, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from core.backup.rows import columns
from tests.api.people import Service, Who
from tests.api.surface import Route, routes
from tests.api.things import things

ROWS = 5_000
TABLES = [one for one in SQLModel.metadata.sorted_tables if "workspace_id" in one.columns]
READS = [route for route in routes() if route.method == "GET" and route.personal]

Said = tuple[str, Any]
"""A statement and its parameters."""


@pytest.fixture(scope="module")
async def reader(service: Service) -> tuple[Who, dict[str, object]]:
    """Somebody with one of each, and the ids of these, beside a workspace that has thousands."""
    other = await service.person()
    async with service.owner.transaction() as rows:
        # Neither triggers nor references: these rows stand alone.
        await rows.execute(text("SET LOCAL session_replication_role = replica"))
        for table in TABLES:
            await rows.execute(text(_rows(table)), {"other": other.workspace})
    async with service.owner.transaction() as rows:
        await rows.execute(text("ANALYZE"))
    who = await service.person()
    return who, await things(service, who)


@pytest.mark.parametrize("route", READS, ids=str)
async def test_what_is_read_is_found_by_an_index(
    service: Service, reader: tuple[Who, dict[str, object]], route: Route
) -> None:
    who, ids = reader

    with _statements() as said:
        answer = await who.ask("GET", route.filled(ids))

    assert answer.status_code < 500, answer.text
    assert said
    assert await _scanned(service, who, said) == []


def _rows(table: Table) -> str:
    """Return the statement that fills a table with rows of one workspace."""
    kept = columns(table)
    names = ", ".join(f'"{name}"' for name in kept)
    values = ", ".join(_value(table.columns[name]) for name in kept)
    series = f"generate_series(1, {ROWS}) AS n"
    return f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {series}"


def _value(column: Column[Any]) -> str:
    if column.name == "workspace_id":
        return ":other"
    return "'{}'" if isinstance(column.type, JSONB) else _VALUES[column.type.python_type]


_VALUES: dict[type, str] = {
    UUID: "gen_random_uuid()",
    object: "gen_random_uuid()::text",
    str: "gen_random_uuid()::text",
    bytes: "decode(md5(random()::text), 'hex')",
    list: "'{}'",
    bool: "n % 2 = 0",
    datetime: "now() - n * interval '1 minute'",
    int: "n",
    Decimal: "n",
    float: "n",
}


@contextmanager
def _statements() -> Iterator[list[Said]]:
    """Give the queries that are sent meanwhile."""
    said: list[Said] = []

    def note(
        connection: object, cursor: object, statement: str, parameters: Any, *rest: object
    ) -> None:
        if statement.startswith("SELECT") and "FROM" in statement:
            said.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def _scanned(service: Service, who: Who, said: Sequence[Said]) -> list[str]:
    """Return the queries that read the whole of a table."""
    database = service.app.state.services.database
    found = []
    async with database.tenant(workspace=who.workspace, user=who.user) as rows:
        connection = await rows.connection()
        for statement, parameters in said:
            told = await connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {statement}", parameters
            )
            if any(_is_scan(node) for node in _nodes(told.scalar_one()[0]["Plan"])):
                found.append(statement)
    return found


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _is_scan(node: dict[str, Any]) -> bool:
    return node["Node Type"] == "Seq Scan" and node["Relation Name"] in {one.name for one in TABLES}
