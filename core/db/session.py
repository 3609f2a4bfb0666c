"""Transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

# For this transaction only.
_BECOME = text(
    "SELECT set_config('clippedai.workspace', :workspace, true),"
    " set_config('clippedai.user', :user, true)"
)


def async_url(url: str) -> str:
    """Return the URL with the driver that we use."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


class Database:
    """A pool of connections."""

    def __init__(self, url: str, *, connections: int = 5) -> None:
        self.url = url
        """With its password."""
        self._engine = create_async_engine(async_url(url), pool_size=connections, pool_recycle=1800)
        event.listen(self._engine.sync_engine, "checkout", _check)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose work is kept when the block ends well, undone otherwise."""
        async with self._sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def tenant(
        self, *, workspace: UUID | None = None, user: UUID | None = None
    ) -> AsyncIterator[AsyncSession]:
        """Give a session that sees the rows of one workspace and of one person, and no others.

        That holds for the role of the API, for which the database checks every row.
        """
        async with self.transaction() as session:
            await session.execute(
                _BECOME, {"workspace": str(workspace or ""), "user": str(user or "")}
            )
            yield session

    async def close(self) -> None:
        await self._engine.dispose()


def _check(connection: Any, _record: object, _borrowed: object) -> None:
    """Make the pool replace a connection that the database closed.

    The connection knows it. To ask the database before each transaction takes as long as most
    of them do.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the database closed the connection")
