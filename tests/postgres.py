"""A real PostgreSQL for the time of a test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.local import ports
from deploy.local.postgres import answers, cluster


@asynccontextmanager
async def postgres(folder: Path) -> AsyncIterator[str]:
    """Serve an empty database in the folder, and give its address."""
    files = await cluster(folder)
    port = ports.choose()
    process = await asyncio.create_subprocess_exec(
        *files.command(port), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(30):
            while not await answers(files.url(port)):
                await asyncio.sleep(0.05)
        yield files.url(port)
    finally:
        process.terminate()
        await process.wait()
