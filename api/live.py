"""What changes, while somebody watches: a WebSocket for a job, or for the whole workspace.

Changes are rows of ``events``, numbered in the order in which they can be seen. PostgreSQL
says that there are new ones; everybody who watches then reads those after the last that they
were sent. Who comes back with that number has missed nothing.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, WebSocket
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select
from starlette.websockets import WebSocketDisconnect

from api import identity
from api.errors import ApiError, Code
from api.identity import Caller
from api.roles import Permission
from core.db.tables import Event, Job

router = APIRouter()

# RFC 6455, 7.4.2: codes from 4000 on are for applications. These look like those of HTTP.
_REFUSED = {401: 4401, 403: 4403, 404: 4404, 429: 4429}
_OVER = 4401
_SLOW = 4408

# A change is told at once; this often it is looked for anyway.
_LOOK_SECONDS = 20.0
_SEND_SECONDS = 10.0
_MOST = 500

_PROTOCOL = "clippedai"

After = Annotated[int | None, Query(ge=0, description="The last event that you know.")]


@router.websocket("/ws/jobs/{job}")
async def watch_job(socket: WebSocket, job: UUID, after: After = None) -> None:
    """Tell the changes of a job."""
    await _serve(socket, job, after)


@router.websocket("/ws/workspace")
async def watch_workspace(socket: WebSocket, after: After = None) -> None:
    """Tell the changes of every job of the workspace."""
    await _serve(socket, None, after)


async def _serve(socket: WebSocket, job: UUID | None, after: int | None) -> None:
    protocols = socket.scope.get("subprotocols", [])
    await socket.accept(_PROTOCOL if _PROTOCOL in protocols else None)
    try:
        caller = await _caller(socket, job)
    except ApiError as refusal:
        await socket.close(_REFUSED.get(refusal.code.status, 4400), str(refusal)[:120])
        return
    watching = asyncio.create_task(_tell(socket, caller, job, after))
    leaving = asyncio.create_task(_gone(socket))
    try:
        await asyncio.wait({watching, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (watching, leaving):
            task.cancel()
        await asyncio.gather(watching, leaving, return_exceptions=True)


async def _caller(socket: WebSocket, job: UUID | None) -> Caller:
    """Return who watches: their token comes as a second protocol, as a bearer, or as a cookie."""
    offered = [one for one in socket.scope.get("subprotocols", []) if one != _PROTOCOL]
    bearer = socket.headers.get("authorization", "").removeprefix("Bearer ")
    cookie = socket.cookies.get(identity.ACCESS_COOKIE, "")
    if cookie and not (offered or bearer):
        identity.check_origin(socket)
    who = await identity.identify(socket, next(iter(offered), "") or bearer or cookie)
    workspace = socket.query_params.get("workspace")
    try:
        caller = await identity.enter(who, UUID(workspace) if workspace else None)
    except ValueError as error:
        raise ApiError(Code.NOT_FOUND) from error
    if Permission.JOBS_READ not in caller.permissions:
        raise ApiError(Code.FORBIDDEN)
    if job is not None:
        async with caller.rows() as rows:
            if await rows.get(Job, job) is None:
                raise ApiError(Code.NOT_FOUND)
    return caller


async def _tell(socket: WebSocket, caller: Caller, job: UUID | None, after: int | None) -> None:
    bell = socket.app.state.bells.bell(caller.workspace)
    last = after if after is not None else await _newest(caller)
    with bell.watching() as rung:
        while (left := _left(caller)) > 0:
            rung.clear()
            # Without the database nothing changes; it rings when it is back.
            with suppress(DBAPIError, OSError):
                for event in await _since(caller, job, last):
                    await _send(socket, event)
                    last = event["id"]
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, _LOOK_SECONDS)):
                    await rung.wait()
    await _send(socket, {"kind": "token_expired"})
    await socket.close(_OVER, "the access token is over")


def _left(caller: Caller) -> float:
    """Return for how many seconds the token is good that somebody watches with."""
    if caller.ends is None:
        return _LOOK_SECONDS
    return (caller.ends - datetime.now(UTC)).total_seconds()


async def _newest(caller: Caller) -> int:
    query = select(Event.id).where(Event.workspace_id == caller.workspace)
    async with caller.rows() as rows:
        found = await rows.scalar(query.order_by(col(Event.id).desc()).limit(1))
    return int(found or 0)


async def _since(caller: Caller, job: UUID | None, last: int) -> list[dict[str, Any]]:
    query = select(Event).where(Event.workspace_id == caller.workspace, col(Event.id) > last)
    if job is not None:
        query = query.where(Event.job_id == job)
    async with caller.rows() as rows:
        found = await rows.scalars(query.order_by(col(Event.id)).limit(_MOST))
        return [
            one.model_dump(mode="json", include={"id", "kind", "job_id", "body", "at"})
            for one in found
        ]


async def _send(socket: WebSocket, event: dict[str, Any]) -> None:
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
