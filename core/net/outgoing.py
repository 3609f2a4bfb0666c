"""An HTTP client whose every connection a guard makes."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

import httpx

from core.net.guard import Guard


@asynccontextmanager
async def opened(guard: Guard) -> AsyncIterator[Guard]:
    """Give a guard that passes requests on for as long as the block lasts."""
    guard.__enter__()
    try:
        yield guard
    finally:
        # It waits for its thread.
        await asyncio.to_thread(guard.__exit__, None, None, None)


def through(guard: Guard, *, agent: str) -> httpx.AsyncClient:
    """Return a client that goes through a guard, follows no redirect, and waits without end.

    Whoever uses it sets a limit for all of what they do. ``agent`` is what it calls itself.
    """
    return httpx.AsyncClient(
        proxy=guard.url,
        verify=_trust(),
        follow_redirects=False,
        timeout=None,
        trust_env=False,
        headers={"user-agent": agent, "accept-encoding": "identity"},
    )


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Return whose certificates are taken; reading them takes too long for every request."""
    return httpx.create_ssl_context(trust_env=False)
