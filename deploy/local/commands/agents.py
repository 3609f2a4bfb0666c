"""``mcp``: the tools of an API, on standard input and output."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from pydantic import SecretStr

from core.settings import settings
from deploy.client.calls import Calls
from deploy.local import login
from deploy.local.accounts import program_token
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.session import running_endpoints
from deploy.local.login import Login

Context = ServerRequestContext[Any, Any]

# A tool that waits for a job may take so long.
_SECONDS = httpx2.Timeout(660.0, connect=10.0)


async def serve() -> None:
    """Hand what an agent asks on standard input to the API, until the agent leaves.

    Raises:
        CommandError: nobody is logged in, and no system runs here.
    """
    async with _known() as known:
        bearer = {"Authorization": f"Bearer {known.token.get_secret_value()}"}
        async with (
            httpx2.AsyncClient(headers=bearer, timeout=_SECONDS) as http,
            Client(streamable_http_client(f"{known.address}/mcp", http_client=http)) as there,
            stdio_server() as (reading, writing),
        ):
            here = _bridge(there)
            await here.run(reading, writing, here.create_initialization_options())


def _bridge(there: Client) -> Server[Any]:
    async def listed(
        _: Context, asked: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return await there.list_tools(cursor=asked.cursor if asked else None)

    async def called(context: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        return await there.call_tool(
            asked.name, asked.arguments, progress_callback=context.session.report_progress
        )

    about = there.server_info
    return Server(
        "clippedai",
        title="ClippedAI",
        version=about.version if about else "",
        instructions=there.instructions,
        on_list_tools=listed,
        on_call_tool=called,
    )


@asynccontextmanager
async def _known() -> AsyncIterator[Login]:
    """Give the login, or one at the system of this machine for as long as the block."""
    if (known := login.current()) is not None:
        yield known
        return
    endpoints = await running_endpoints()
    if endpoints.api is None:
        raise CommandError(
            "the system that runs serves no API; start `clippedai up`", Exit.NO_SYSTEM
        )
    token_id, token = await program_token(settings(), endpoints, "clippedai mcp")
    try:
        yield Login(address=endpoints.api, token=SecretStr(token), token_id=token_id)
    finally:
        async with Calls(endpoints.api, token) as calls:
            await calls.revoke_token(token_id)
