"""Every tool: those that are routes, and those that do more."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mcp import types
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from api.agents import patience
from api.agents.actions import ACTIONS, Action
from api.agents.asking import RefusedError, act
from api.agents.patience import Deed, Tell
from api.agents.schemas import Shape, shape


@dataclass(frozen=True)
class _Routed:
    """A tool that is a route."""

    shape: Shape

    async def __call__(self, request: Request, given: Mapping[str, Any], _: Tell) -> Any:
        answer = await act(request, self.shape, given)
        return {"result": answer} if self.shape.wrapped else answer


@dataclass(frozen=True)
class _Made:
    """A tool that asks several routes."""

    takes: type[BaseModel]
    deed: Deed

    async def __call__(self, request: Request, given: Mapping[str, Any], tell: Tell) -> Any:
        try:
            wanted = self.takes.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise RefusedError(f"invalid: {where}: {first['msg']}") from error
        return (await self.deed(request, wanted, tell)).model_dump(mode="json")


@dataclass(frozen=True)
class Tool:
    """A tool, and what does it."""

    described: types.Tool
    does: _Routed | _Made


_MADE = (
    ("wait_for_job", patience.Waiting, patience.Waited, patience.wait_for_job),
    ("read_transcript", patience.Reading, patience.Lines, patience.read_transcript),
)


def table(document: dict[str, Any]) -> dict[str, Tool]:
    """Return every tool by its name.

    Raises:
        LookupError: a tool names a route that there is not.
    """
    tools = [_routed(action, shape(document, action.route)) for action in ACTIONS]
    tools += [_made(name, takes, gives, deed) for name, takes, gives, deed in _MADE]
    return {tool.described.name: tool for tool in tools}


def _routed(action: Action, found: Shape) -> Tool:
    described = types.Tool(
        name=action.name,
        description=action.about,
        input_schema=found.takes,
        output_schema=found.gives,
        annotations=types.ToolAnnotations(
            read_only_hint=found.method == "GET",
            destructive_hint=action.harm,
            idempotent_hint=found.method == "GET",
            open_world_hint=action.name == "make_clips",
        ),
    )
    return Tool(described, _Routed(found))


def _made(name: str, takes: type[BaseModel], gives: type[BaseModel], deed: Deed) -> Tool:
    described = types.Tool(
        name=name,
        description=deed.__doc__,
        input_schema=takes.model_json_schema(),
        output_schema=gives.model_json_schema(mode="serialization"),
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )
    return Tool(described, _Made(takes, deed))


async def use(
    tool: Tool, request: Request, arguments: Mapping[str, Any], tell: Tell
) -> types.CallToolResult:
    """Return what a tool says, or why it did nothing."""
    try:
        answer = await tool.does(request, arguments, tell)
    except RefusedError as refusal:
        said = types.TextContent(type="text", text=str(refusal))
        return types.CallToolResult(content=[said], is_error=True)
    text = json.dumps(answer, ensure_ascii=False)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=answer
    )
