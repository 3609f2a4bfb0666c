"""Connections that are no good any more are replaced before anybody notices."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.db import Database
from tests.postgres import postgres

pytestmark = pytest.mark.server

CONNECTIONS = 3


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A pool whose connections have all been used."""
    async with postgres(tmp_path) as url:
        made = Database(url, connections=CONNECTIONS)
        await asyncio.gather(*(_backend(made, busy=0.1) for _ in range(CONNECTIONS)))
        yield made
        await made.close()


async def _backend(database: Database, *, busy: float = 0) -> int:
    """Return which process of the database carried out a query."""
    async with database.transaction() as rows:
        found = await rows.scalar(text(f"SELECT pg_backend_pid() FROM pg_sleep({busy})"))
    assert isinstance(found, int)
    return found


async def test_connections_that_the_database_closed_are_replaced(database: Database) -> None:
    first = await _backend(database)
    async with database.transaction() as rows:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != :own"
        own = await rows.scalar(text("SELECT pg_backend_pid()"))
        await rows.execute(text(f"{others} AND backend_type = 'client backend'"), {"own": own})
    await asyncio.sleep(1)  # a connection hears of its end a moment later

    found = await asyncio.gather(*(_backend(database, busy=1) for _ in range(CONNECTIONS)))

    assert len(set(found)) == CONNECTIONS
    assert set(found) & {first, own} == {own}
