"""Public keys that somebody else publishes, known well enough to be asked for at every request."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from core.errors import VaultError

Fetch = Callable[[], Awaitable[tuple[str, Mapping[str, bytes]]]]
"""Returns the id of the newest key, and all of them by their ids."""

_log = structlog.get_logger("vault")

# A key that was withdrawn is taken for so long at most while the vault answers.
_FRESH_SECONDS = 300.0
_AGAIN_SECONDS = 10.0
# Made-up ids cost one question in so long.
_PAUSE_SECONDS = 1.0


class Published:
    """Asks again for an id that it does not know, and beside the requests after a while."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._newest = ""
        self._keys: Mapping[str, bytes] = {}
        self._fetching = asyncio.Lock()
        self._fetches = 0
        self._failure: VaultError | None = None
        self._pause_ends = self._fresh_until = 0.0
        self._refreshing: asyncio.Task[None] | None = None

    async def find(self, key: str) -> bytes | None:
        """Return a key.

        Raises:
            VaultError: it is not known, and cannot be asked for.
        """
        if key not in self._keys:
            await self._learn(self._fetches)
        else:
            self._refresh()
        return self._keys.get(key)

    async def newest(self) -> str:
        """Return the id of the newest key.

        Raises:
            VaultError: none is known, and it cannot be asked for.
        """
        if not self._newest:
            await self._learn(self._fetches)
        else:
            self._refresh()
        return self._newest

    def forget(self) -> None:
        """Ask again before a key is used the next time."""
        self._newest = ""

    async def close(self) -> None:
        """End what still asks."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    async def _learn(self, known: int) -> None:
        """Ask once for everybody who waits, ``known`` being how often it was asked before."""
        async with self._fetching:
            if self._fetches == known:
                await asyncio.sleep(self._pause_ends - time.monotonic())
                await self._ask()
            if self._failure is not None:
                raise self._failure

    async def _ask(self) -> None:
        try:
            self._newest, self._keys = await self._fetch()
            self._failure = None
            self._fresh_until = time.monotonic() + _FRESH_SECONDS
        except VaultError as error:
            self._failure = error
        self._fetches += 1
        self._pause_ends = time.monotonic() + _PAUSE_SECONDS

    def _refresh(self) -> None:
        """Ask again without keeping a request waiting, when it is time to."""
        if time.monotonic() > self._fresh_until:
            self._fresh_until = time.monotonic() + _AGAIN_SECONDS
            self._refreshing = asyncio.create_task(self._relearn())

    async def _relearn(self) -> None:
        try:
            await self._learn(self._fetches)
        except VaultError as error:
            _log.warning("public keys are not fresh", error=str(error))
