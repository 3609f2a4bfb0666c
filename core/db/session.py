"""Transactions."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

# For this transaction only.
_BECOME = text(
    "SELECT set_config('clippedai.workspace', :workspace, true),"
    " set_config('clippedai.user', :user, true)"
)

_AWAY = {"53300", "57P01", "57P02", "57P03"}


def async_url(url: str) -> str:
    """Return the URL with the driver that we use."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def is_away(error: BaseException) -> bool:
    """Say whether an error means that the database cannot be reached, starts, or shuts down.

    The codes are those of PostgreSQL, appendix A: class 08, 53300 and 57P01 to 57P03.
    """
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError | NoConnectionError)
    state = str(getattr(error.orig, "sqlstate", None) or "")
    gone = error.connection_invalidated or isinstance(error, InterfaceError | OperationalError)
    return gone or state.startswith("08") or state in _AWAY


async def become(
    session: AsyncSession, *, workspace: UUID | None = None, user: UUID | None = None
) -> None:
    """Let the rest of a transaction see the rows of one workspace and of one person."""
    await session.execute(_BECOME, {"workspace": str(workspace or ""), "user": str(user or "")})


class Database:
    """A pool of connections."""

    def __init__(self, url: str, *, connections: int = 5) -> None:
        self.url = url
        """With its password."""
        self._engine = create_async_engine(async_url(url), pool_size=connections, pool_recycle=1800)
        event.listen(self._engine.sync_engine, "checkout", _check)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")

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
            await become(session, workspace=workspace, user=user)
            yield session

    async def ask(self, question: TextClause, given: Mapping[str, object]) -> Sequence[Row[Any]]:
        """Return the rows that answer one question, outside a transaction."""
        async with self._alone.connect() as connection:
            return (await connection.execute(question, given)).all()

    async def close(self) -> None:
        await self._engine.dispose()


def _check(connection: Any, _record: object, _borrowed: object) -> None:
    """Make the pool replace a connection that the database closed.

    The connection knows it. To ask the database before each transaction takes as long as most
    of them do.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the database closed the connection")
