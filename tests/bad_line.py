"""A line that breaks when it is told to: Shopify's toxiproxy, found or built once by Go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local import ports
from tests.go_programs import GoProgram
from tests.waiting import answer

PROGRAM = GoProgram(
    name="toxiproxy",
    module="github.com/Shopify/toxiproxy/v2/cmd/server",
    version="v2.12.0",
    ask="-version",
)

_NAME = "line"
_START_SECONDS = 20.0


@dataclass(frozen=True)
class Line:
    """A line to a port of this machine."""

    address: str
    """Where it begins."""
    control: httpx.AsyncClient

    async def cut(self) -> None:
        """Break every connection, and let new ones through."""
        for enabled in (False, True):
            answer = await self.control.post(f"/proxies/{_NAME}", json={"enabled": enabled})
            answer.raise_for_status()


@asynccontextmanager
async def line(program: Path, port: int) -> AsyncIterator[Line]:
    """Lay a line to a port."""
    near, control = ports.choose(), ports.choose()
    process = await asyncio.create_subprocess_exec(
        str(program),
        *("-host", ports.HOST, "-port", str(control)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    laid = {"name": _NAME, "listen": f"{ports.HOST}:{near}", "upstream": f"{ports.HOST}:{port}"}
    try:
        async with httpx.AsyncClient(base_url=f"http://{ports.HOST}:{control}") as client:
            await _lay(client, laid)
            yield Line(f"http://{ports.HOST}:{near}", client)
    finally:
        process.terminate()
        await process.wait()


async def _lay(client: httpx.AsyncClient, laid: dict[str, str]) -> None:
    async def done() -> bool:
        with suppress(httpx.TransportError):
            return (await client.post("/proxies", json=laid)).raise_for_status().is_success
        return False

    await answer(done)
