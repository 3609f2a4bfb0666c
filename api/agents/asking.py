"""Ask a route of this process, as whoever called a tool."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
from starlette.requests import Request

from api.agents.schemas import Shape

# What says who asks, for which workspace, with what in hand.
_PASSED_ON = ("authorization", "x-workspace", "user-agent")


class RefusedError(Exception):
    """A route said no; the message is for the agent."""


async def ask(
    request: Request, method: str, path: str, *, wanted: Mapping[str, Any] | None = None
) -> Any:
    """Return what a route answers to whoever sent a request.

    Raises:
        RefusedError: it said no.
    """
    given = wanted or {}
    headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
    headers["traceparent"] = f"00-{request.state.trace_id}-{request.state.trace_id[:16]}-01"
    address = (request.client.host, request.client.port) if request.client else ("", 0)
    transport = httpx.ASGITransport(request.app, client=address, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=str(request.base_url)) as client:
        response = await client.request(
            method,
            path,
            params=given.get("query"),
            headers={**headers, **given.get("headers", {})},
            json=given.get("body"),
        )
    if response.is_success:
        return response.json() if response.content else {}
    raise RefusedError(_words(response))


async def act(request: Request, shape: Shape, arguments: Mapping[str, Any]) -> Any:
    """Return what the route behind a tool answers to these arguments.

    Raises:
        RefusedError: an argument is wrong, or the route said no.
    """
    _check(shape, arguments)
    wanted: dict[str, dict[str, Any]] = {"query": {}, "headers": {}, "body": {}}
    path = shape.path
    for name, value in arguments.items():
        match shape.places.get(name, "body"):
            case "path":
                path = path.replace(f"{{{name}}}", quote(_id(name, value), safe=""))
            case "query" | "body" as place:
                wanted[place][name] = value
            case header:
                wanted["headers"][header] = str(value)
    return await ask(
        request,
        shape.method,
        path,
        wanted={**wanted, "body": wanted["body"] if shape.has_body else None},
    )


def _check(shape: Shape, arguments: Mapping[str, Any]) -> None:
    known = shape.takes["properties"].keys()
    if strange := arguments.keys() - known:
        raise RefusedError(f"there is no argument {min(strange)}; there are {', '.join(known)}")
    if missing := set(shape.takes["required"]) - arguments.keys():
        raise RefusedError(f"the argument {min(missing)} is missing")


def _id(name: str, value: object) -> str:
    """Return an id as it stands in an address, which nothing else must get into."""
    try:
        return str(UUID(str(value)))
    except ValueError as error:
        raise RefusedError(f"{name} is no id; it looks like 123e4567-e89b-…") from error


def _words(response: httpx.Response) -> str:
    """Return a refusal as an agent understands it."""
    try:
        said = response.json()["error"]
        words = f"{said['code']}: {said['message']}"
    except (ValueError, KeyError, TypeError):
        words = f"the API answered {response.status_code}"
    wait = response.headers.get("Retry-After")
    return f"{words} (ask again in {wait} s)" if wait else words
