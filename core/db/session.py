"""Transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


def async_url(url: str) -> str:
    """Return the URL with the driver that we use."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


class Database:
    """A pool of connections."""

    def __init__(self, url: str, *, connections: int = 5) -> None:
        self._engine = create_async_engine(
            async_url(url), pool_size=connections, pool_pre_ping=True, pool_recycle=1800
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose work is kept when the block ends well, undone otherwise."""
        async with self._sessions.begin() as session:
            yield session

    async def close(self) -> None:
        await self._engine.dispose()
