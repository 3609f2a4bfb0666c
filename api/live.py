"""What changes, while somebody watches: WebSockets, and the same as server-sent events."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, WebSocket
from fastapi.responses import StreamingResponse
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect

from api import identity, jobs, security
from api.errors import ApiError, Code, may_say
from api.following import Told, changes, newest
from api.identity import Caller, Needs
from api.roles import Permission
from core.db import is_away
from core.domain.job import JobState
from core.errors import VaultError

router = APIRouter(tags=["live"])

# RFC 6455, 7.4.2: codes from 4000 on are for applications. These look like those of HTTP.
_REFUSED = {401: 4401, 403: 4403, 404: 4404, 429: 4429}
_OVER = 4401
# Of the registry for WebSockets: try again later.
_AWAY = 1013
_SLOW = 4408

_SEND_SECONDS = 10.0
_PROTOCOL = "clippedai"
_OVER_EVENT: Told = {"kind": "token_expired"}

# Events are numbered by PostgreSQL's bigint.
_LAST = 2**63 - 1
After = Annotated[
    int | None,
    Query(ge=0, le=_LAST, description="The last event that you know; without it, from now on."),
]
Reader = Annotated[Caller, Depends(Needs(Permission.JOBS_READ))]
_EVENTS = {
    200: {
        "description": "Events without end. The first, `following`, says after which number.",
        "content": {"text/event-stream": {}},
    },
    **may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND),
}


@router.websocket("/ws/jobs/{job}")
async def watch_job(socket: WebSocket, job: UUID, after: After = None) -> None:
    """Tell the changes of a job."""
    await _serve(socket, job, after)


@router.websocket("/ws/workspace")
async def watch_workspace(socket: WebSocket, after: After = None) -> None:
    """Tell the changes of every job of the workspace."""
    await _serve(socket, None, after)


@router.get("/jobs/{job}/events", response_class=StreamingResponse, responses=_EVENTS)
async def follow_job(
    job: UUID,
    request: Request,
    caller: Reader,
    after: After = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=_LAST)] = None,
    until_settled: Annotated[
        bool, Query(description="End when the job is completed, cancelled or failed.")
    ] = False,
) -> StreamingResponse:
    """Tell the changes of a job as server-sent events."""
    await jobs.find(caller, job)
    known = last_event_id if last_event_id is not None else after
    events = await _changes(request, caller, job, known)
    return StreamingResponse(
        _lines(events, until_settled=until_settled), media_type="text/event-stream"
    )


async def _lines(
    events: AsyncGenerator[Told | None, None], *, until_settled: bool
) -> AsyncGenerator[str, None]:
    async with aclosing(events) as told:
        async for event in told:
            # A line that says nothing keeps proxies from closing the connection.
            yield _line(event) if event else ":\n\n"
            if until_settled and event and event["kind"] == "job" and _settled(event):
                return
    yield _line(_OVER_EVENT)


def _settled(event: Told) -> bool:
    state = JobState(event["body"]["state"])
    return state.final or state is JobState.FAILED


def _line(event: Told) -> str:
    number = f"id: {event['id']}\n" if "id" in event else ""
    return f"{number}event: {event['kind']}\ndata: {json.dumps(event)}\n\n"


async def _serve(socket: WebSocket, job: UUID | None, after: int | None) -> None:
    protocols = socket.scope.get("subprotocols", [])
    await socket.accept(_PROTOCOL if _PROTOCOL in protocols else None)
    try:
        await _watch(socket, await _caller(socket, job), job, after)
    except ApiError as refusal:
        security.refused(socket, refusal.code.code, refusal.code.status)
        await socket.close(_REFUSED.get(refusal.code.status, 4400), str(refusal)[:120])
    except VaultError:
        await socket.close(_AWAY, "the vault is away")
    except Exception as error:
        if not is_away(error):
            raise
        await socket.close(_AWAY, "the database is away")


async def _watch(socket: WebSocket, caller: Caller, job: UUID | None, after: int | None) -> None:
    """Tell what changes until the other side has enough, or the token is over."""
    watching = asyncio.create_task(_tell(socket, caller, job, after))
    leaving = asyncio.create_task(_gone(socket))
    try:
        await asyncio.wait({watching, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (watching, leaving):
            task.cancel()
        told, _ = await asyncio.gather(watching, leaving, return_exceptions=True)
    if isinstance(told, Exception) and not isinstance(told, WebSocketDisconnect):
        raise told


async def _caller(socket: WebSocket, job: UUID | None) -> Caller:
    """Return who watches: their token comes as a second protocol, as a bearer, or as a cookie."""
    offered = [one for one in socket.scope.get("subprotocols", []) if one != _PROTOCOL]
    bearer = socket.headers.get("authorization", "").removeprefix("Bearer ")
    cookie = identity.cookie_of(socket, identity.ACCESS_COOKIE) or ""
    if cookie and not (offered or bearer):
        identity.check_origin(socket)
    who = await identity.identify(socket, next(iter(offered), "") or bearer or cookie)
    workspace = socket.query_params.get("workspace")
    try:
        caller = identity.enter(who, UUID(workspace) if workspace else None)
    except ValueError as error:
        raise ApiError(Code.NOT_FOUND) from error
    if Permission.JOBS_READ not in caller.permissions:
        raise ApiError(Code.FORBIDDEN)
    if job is not None:
        await jobs.find(caller, job)
    return caller


async def _tell(socket: WebSocket, caller: Caller, job: UUID | None, after: int | None) -> None:
    async with aclosing(await _changes(socket, caller, job, after)) as told:
        async for event in told:
            if event is not None:
                await _send(socket, event)
    await _send(socket, _OVER_EVENT)
    await socket.close(_OVER, "the access token is over")


async def _changes(
    connection: HTTPConnection, caller: Caller, job: UUID | None, after: int | None
) -> AsyncGenerator[Told | None, None]:
    last = await newest(caller) if after is None else after
    return changes(caller, connection.app.state.bells, job, last)


async def _send(socket: WebSocket, event: Told) -> None:
    """Send an event; who takes none for long is let go, for they can come back."""
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            await socket.send_json(event)
    except TimeoutError as error:
        raise WebSocketDisconnect(_SLOW, "too slow") from error


async def _gone(socket: WebSocket) -> None:
    """Return when the other side has closed. What it says is not listened to."""
    try:
        while True:
            await socket.receive()
    except (WebSocketDisconnect, RuntimeError):
        return
