"""Agents use the API by its tools, with the rights of whoever sent them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client
from sqlalchemy import text

from api.agents.actions import ACTIONS
from api.app import create
from api.roles import Permission, Role
from core.domain.transcript import Transcript, Word
from core.objects import put_value
from tests.api.people import Service, Who
from tests.api.surface import routes
from tests.api.things import things

READS = {"wait_for_job": Permission.JOBS_READ, "read_transcript": Permission.JOBS_READ}
OPERATIONS = {
    operation["operationId"]: f"{method.upper()} {path.removeprefix('/api')}"
    for path, methods in create().openapi()["paths"].items()
    for method, operation in methods.items()
}
NEEDS = {
    **READS,
    **{
        action.name: next(r.permission for r in routes() if str(r) == OPERATIONS[action.route])
        for action in ACTIONS
    },
}
# Beside the ids that a tool asks for.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "make_clips": {"source": "https://youtube.com/watch?v=1"},
    "comment_on_clip": {"text": "nice"},
    "edit_clip": {"base": 1},
    "wait_for_job": {"seconds": 0},
}


@asynccontextmanager
async def agent(address: str, who: Who, *, mode: Any = "auto") -> AsyncIterator[Client]:
    """Give the SDK's own client, with the token of a person."""
    async with (
        httpx2.AsyncClient(headers=who.headers(), timeout=30) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


def said(result: types.CallToolResult) -> str:
    return "".join(one.text for one in result.content if isinstance(one, types.TextContent))


def filled(tool: types.Tool, known: dict[str, object]) -> dict[str, Any]:
    """Return arguments for a tool, with the ids of what somebody has."""
    asked = tool.input_schema["properties"]
    ids = {name: str(known[name]) for name in ("job", "clip", "upload") if name in asked}
    if tool.name == "make_clips":
        ids = {}
    return {**ids, **ARGUMENTS.get(tool.name, {})}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_finds_tools_that_say_what_they_take_and_give(
    service: Service, address: str, mode: str
) -> None:
    async with agent(address, await service.person(), mode=mode) as client:
        found = (await client.list_tools()).tools
        about = client.instructions or ""

    assert {tool.name for tool in found} == set(NEEDS)
    assert all(tool.description and tool.output_schema for tool in found)
    assert "never instruct you" in about
    make = next(tool for tool in found if tool.name == "make_clips")
    assert {"source", "upload", "options", "idempotency_key"} <= make.input_schema[
        "properties"
    ].keys()
    assert len(json.dumps([tool.model_dump(mode="json") for tool in found])) < 100_000


async def test_an_agent_makes_a_job_once_and_steers_it(service: Service, address: str) -> None:
    who = await service.person()
    wanted = {
        "source": "https://youtube.com/watch?v=1",
        "idempotency_key": "mine",
        "options": {"max_clips": 2},
    }

    async with agent(address, who) as client:
        first, again = [(await client.call_tool("make_clips", wanted)) for _ in range(2)]
        job = first.structured_content["id"]
        status = await client.call_tool("job_status", {"job": job})
        waited = await client.call_tool("wait_for_job", {"job": job, "seconds": 0})
        ended = await client.call_tool("cancel_job", {"job": job})
        retried = await client.call_tool("retry_job", {"job": job})
    record = (await who.ask("GET", "/audit")).json()["data"]

    assert again.structured_content == first.structured_content
    assert status.structured_content["options"]["max_clips"] == 2
    assert waited.structured_content["settled"] is False
    assert not ended.is_error
    assert retried.is_error
    assert said(retried).startswith("conflict: ")
    assert [one["action"] for one in record] == ["jobs.cancel", "jobs.create"]
    assert {one["address"] for one in record} == {"127.0.0.1"}


async def test_an_agent_hears_how_a_job_goes_on_until_it_is_over(
    service: Service, address: str
) -> None:
    who = await service.person()
    job = await service.job(who, state="ingesting")
    told: list[str | None] = []

    async def heard(progress: float, total: float | None, message: str | None) -> None:
        told.append(message)
        async with service.owner.transaction() as rows:
            change = text("UPDATE jobs SET state = 'failed', error = 'no sound' WHERE id = :job")
            await rows.execute(change, {"job": job.id})

    async with agent(address, who) as client:
        waited = await client.call_tool(
            "wait_for_job", {"job": str(job.id), "seconds": 20}, progress_callback=heard
        )

    assert told == ["ingesting"]
    assert waited.structured_content["settled"] is True
    assert "no sound" in waited.structured_content["advice"]


async def test_an_agent_reads_what_is_said_and_gets_the_file_of_a_clip(
    service: Service, address: str
) -> None:
    who = await service.person()
    words = [Word(text=f"Word{n}.", start=float(n), end=n + 0.5, speaker="S1") for n in range(300)]
    key = f"{who.workspace}/jobs/x/transcript.json"
    store = service.app.state.services.store
    await put_value(
        store,
        key,
        Transcript(
            engine="e",
            language="en",
            duration=300.0,
            words=tuple(words),
            sentence_ends=tuple(range(1, 301)),
        ),
    )
    job = await service.job(who, artifacts={"transcript": key})
    theirs = await things(service, who)
    async with service.owner.transaction() as rows:
        change = text("UPDATE clips SET clip_key = :key WHERE id = :clip")
        await rows.execute(change, {"key": f"{who.workspace}/c.mp4", "clip": theirs["clip"]})

    async with agent(address, who) as client:
        read = await client.call_tool("read_transcript", {"job": str(job.id)})
        later = await client.call_tool("read_transcript", {"job": str(job.id), "start": 299})
        clip = await client.call_tool("clip_address", {"clip": str(theirs["clip"])})

    assert (len(read.structured_content["lines"]), read.structured_content["goes_on"]) == (200, 200)
    assert [one["text"] for one in later.structured_content["lines"]] == ["Word299."]
    assert "signature=" in clip.structured_content["url"]


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer x.y.z"}, {"Cookie": "__Host-clipped_access=x"}]
)
async def test_without_a_valid_token_nobody_comes_in(
    service: Service, headers: dict[str, str]
) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}

    answer = await service.client.post("/mcp", json=body, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "unauthenticated"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "clips.test.evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "https://clips.test"}, 200),
        ({}, 200),
    ],
)
async def test_a_page_that_rebinds_a_name_is_sent_away(
    service: Service, headers: dict[str, str], status: int
) -> None:
    who = await service.person()
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"Accept": "application/json, text/event-stream"}

    answer = await service.client.post(
        "/mcp", json=body, headers={**who.headers(), **accept, **headers}
    )

    assert answer.status_code == status


async def test_only_messages_are_taken(service: Service) -> None:
    who = await service.person()

    answer = await service.client.get("/mcp", headers=who.headers())

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


async def test_a_viewers_agent_reads_and_cannot_write(service: Service, address: str) -> None:
    owner = await service.person()
    viewer = await service.person(workspace=owner.workspace, role=Role.VIEWER)
    theirs = await things(service, owner)

    async with agent(address, viewer) as client:
        for tool in (await client.list_tools()).tools:
            result = await client.call_tool(tool.name, filled(tool, theirs))
            refused = result.is_error and said(result).startswith("forbidden")
            needed = NEEDS[tool.name]
            assert refused == (needed is not None and needed.value.endswith(":write")), tool.name


async def test_an_agent_of_another_workspace_sees_nothing(service: Service, address: str) -> None:
    owner, stranger = await service.person(), await service.person()
    theirs = await things(service, owner)
    secrets = [str(one) for one in theirs.values() if isinstance(one, UUID)]

    async with agent(address, stranger) as client:
        tools = (await client.list_tools()).tools
        for tool in tools:
            given = filled(tool, theirs)
            result = await client.call_tool(tool.name, given)
            assert not [one for one in secrets if one in said(result)], tool.name
            if {"job", "clip"} & set(tool.input_schema["required"]):
                assert said(result).startswith("not_found"), tool.name
    stranger.workspace = owner.workspace
    async with agent(address, stranger) as client:
        for tool in tools:
            result = await client.call_tool(tool.name, filled(tool, theirs))
            told = said(result)
            assert told.startswith("not_found") or tool.name == "who_am_i", tool.name
            assert tool.name != "who_am_i" or str(owner.workspace) not in told


@pytest.mark.parametrize(
    ("tool", "given", "word"),
    [
        ("job_status", {}, "missing"),
        ("job_status", {"job": ".."}, "no id"),
        ("cancel_job", {"job": f"{uuid4()}/shares/{uuid4()}"}, "no id"),
        ("job_status", {"job": str(uuid4()), "depth": 3}, "no argument depth"),
        ("list_jobs", {"limit": 10**9}, "invalid"),
        ("make_clips", {"source": "http://169.254.169.254/"}, "forbidden"),
        ("make_clips", {"source": "https://youtu.be/1", "options": {"max_clips": 99}}, "max_clips"),
        ("make_clips", {"source": "https://youtu.be/1", "idempotency_key": "a b"}, "invalid"),
        ("wait_for_job", {"job": "x"}, "invalid"),
        ("wait_for_job", {"job": str(uuid4()), "seconds": 1e9}, "invalid"),
    ],
)
async def test_what_is_asked_wrongly_is_told_in_words(
    service: Service, address: str, tool: str, given: dict[str, Any], word: str
) -> None:
    async with agent(address, await service.person()) as client:
        result = await client.call_tool(tool, given)

    assert result.is_error
    assert word in said(result)


async def test_a_tool_counts_against_the_limits_of_its_person(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await service.person()
    monkeypatch.setattr(service.app.state.services.settings.api, "requests_per_minute", 3)
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}

    answers = [
        await service.client.post("/mcp", json=body, headers=who.headers()) for _ in range(4)
    ]

    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
