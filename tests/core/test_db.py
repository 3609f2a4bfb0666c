"""The migrations make exactly the tables that the code knows."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from core.db.migrate import migrate
from core.db.session import async_url
from core.db.tables import Job
from tests.postgres import postgres

pytestmark = pytest.mark.server


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Job.metadata))


async def test_migrated_tables_are_those_of_the_code(tmp_path: Path) -> None:
    async with postgres(tmp_path) as url:
        # Two processes may start at once.
        await asyncio.gather(migrate(url), migrate(url))
        engine = create_async_engine(async_url(url))
        async with engine.connect() as connection:
            differences = await connection.run_sync(_differences)
        await engine.dispose()

    assert differences == []
