"""A line between two ends that a test can watch and break."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

CHUNK = 1 << 16


async def down(there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes back, until it ends."""
    while data := await there.read(CHUNK):
        writer.write(data)
        await writer.drain()


async def until_one_ends(
    *ways: Coroutine[Any, Any, None], ends: tuple[asyncio.StreamWriter, ...]
) -> None:
    """Relay both ways until one of them ends; then both ends break off."""
    tasks = [asyncio.create_task(way) for way in ways]
    with suppress(OSError):
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        end.transport.abort()
