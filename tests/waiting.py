"""Wait for what happens elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

# Far more than any of it takes, on a machine with much else to do.
_SECONDS = 60.0
_EVERY_SECONDS = 0.05


async def until(holds: Callable[[], object], *, seconds: float = _SECONDS) -> None:
    """Return as soon as something holds.

    Raises:
        TimeoutError: it did not, for so long.
    """
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(_EVERY_SECONDS)


async def answer(
    ask: Callable[[], Awaitable[T | None]],
    *,
    seconds: float = _SECONDS,
    every: float = _EVERY_SECONDS,
) -> T:
    """Return the first answer that says yes, or something.

    Raises:
        TimeoutError: there was none, for so long.
    """
    async with asyncio.timeout(seconds):
        while not (found := await ask()):
            await asyncio.sleep(every)
    return found
