"""A real Temporal server in memory, for the time of a test."""

import asyncio
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.client import ScheduleDescription, ScheduleHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from core.settings import settings
from core.temporal import SEARCH_ATTRIBUTES
from deploy.local import parts, ports, temporal_server
from tests.waiting import answer


@asynccontextmanager
async def product_server(folder: Path, *options: str) -> AsyncIterator[str]:
    """Run a server as the product does, with its data in a folder of its own; give its address."""
    chosen = settings().model_copy(update={"data_dir": folder})
    program = await temporal_server.find(chosen, lambda _: None)
    port = ports.choose()
    web = ports.choose()
    part = parts.temporal(chosen, program, port=port, web_port=web, options=options)
    process = await asyncio.create_subprocess_exec(
        *part.command, cwd=part.folder, env=part.environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await answer(part.is_well)
        yield f"{ports.HOST}:{port}"
    finally:
        process.terminate()
        await process.wait()


async def server() -> WorkflowEnvironment:
    """Return a server that runs; it is stopped when it is left as a context."""
    return await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(await temporal_server.find(settings(), print)),
        search_attributes=SEARCH_ATTRIBUTES,
        data_converter=pydantic_data_converter,
    )


async def described(schedule: ScheduleHandle) -> ScheduleDescription:
    """Describe a schedule; a server at its limit answers this later than a call may last."""
    while True:
        try:
            return await schedule.describe()
        except RPCError as error:
            if error.status not in {RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED}:
                raise
