"""The same request asked twice is carried out once.

A key is kept for 24 hours. Who comes with it while the first request is still being carried
out waits for its answer; who comes with it and another request is refused. When the process
that carried out the first one has died, the next one takes over, with the same id.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar
from uuid import UUID, uuid4, uuid5

from fastapi import Header
from pydantic import BaseModel
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from api.errors import ApiError, Code
from api.identity import Caller
from core.db.tables import IdempotencyKey

KEPT = timedelta(hours=24)

# A request that takes longer has lost the process that carried it out.
_LONGEST = timedelta(seconds=60)
_WAIT_SECONDS, _LOOK_SECONDS = 20.0, 0.1

A = TypeVar("A", bound=BaseModel)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of yours; the same one with the same request is carried out once.",
    ),
]


async def once(
    caller: Caller,
    key: str | None,
    request: BaseModel,
    *,
    answer: type[A],
    make: Callable[[UUID], Awaitable[A]],
) -> A:
    """Return what ``make`` gives for a new id, or what it gave for this key before.

    Raises:
        ApiError: the key came with another request, or the first one takes too long.
    """
    if key is None:
        return await make(uuid4())
    key = f"{caller.user}:{key}"
    known = await _claim(caller, key, _hash(answer.__name__, request))
    if known is not None:
        return answer.model_validate(known)
    try:
        # The same id for who takes over, so that nothing is made twice.
        made = await make(uuid5(caller.workspace, key))
    except BaseException:
        await _forget(caller, key)
        raise
    await _keep(caller, key, made)
    return made


async def _claim(caller: Caller, key: str, request: bytes) -> dict[str, object] | None:
    """Return the first answer; None makes the caller the one who carries the request out."""
    deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        async with caller.rows() as rows:
            mine = {"workspace_id": caller.workspace, "key": key, "request_hash": request}
            added = insert(IdempotencyKey).values(mine).on_conflict_do_nothing()
            if await rows.scalar(added.returning(col(IdempotencyKey.key))) is not None:
                return None
            found = await rows.get(IdempotencyKey, (caller.workspace, key), with_for_update=True)
            if found is None or found.created_at < datetime.now(UTC) - KEPT:
                await _delete(rows.execute, caller, key)
                continue
            if found.request_hash != request:
                raise ApiError(Code.KEY_REUSED)
            if found.status is not None:
                return found.body
            if found.created_at < datetime.now(UTC) - _LONGEST:
                found.created_at = datetime.now(UTC)
                return None
        await asyncio.sleep(_LOOK_SECONDS)
    raise ApiError(Code.IN_PROGRESS)


async def _keep(caller: Caller, key: str, made: BaseModel) -> None:
    async with caller.rows() as rows:
        found = await rows.get_one(IdempotencyKey, (caller.workspace, key))
        found.status, found.body = 201, made.model_dump(mode="json")


async def _forget(caller: Caller, key: str) -> None:
    async with caller.rows() as rows:
        await _delete(rows.execute, caller, key)


async def _delete(execute: Callable[..., Awaitable[object]], caller: Caller, key: str) -> None:
    await execute(
        delete(IdempotencyKey).where(
            col(IdempotencyKey.workspace_id) == caller.workspace, col(IdempotencyKey.key) == key
        )
    )


def _hash(what: str, request: BaseModel) -> bytes:
    body = json.dumps([what, request.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(body.encode()).digest()
