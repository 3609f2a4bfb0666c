"""The same request asked twice is carried out once.

A key is kept for 24 hours. Who comes with it while the first request is still being carried
out waits for its answer; who comes with it and another request is refused. When the first one
broke off, or the process that carried it out has died, the next one takes over, with the same
id, so that nothing is made twice.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

from fastapi import Header
from pydantic import BaseModel
from sqlalchemy import Delete, Update, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.errors import ApiError, Code
from api.identity import Caller
from core.db.tables import IdempotencyKey
from core.errors import PermanentError

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
    claimed = await _claim(caller, key, _hash(answer.__name__, request))
    if not isinstance(claimed, UUID):
        return answer.model_validate(claimed)
    try:
        made = await make(claimed)
    except (ApiError, PermanentError):  # it was refused: nothing was begun
        await _change(caller, key, delete(IdempotencyKey))
        raise
    except Exception:
        await _change(caller, key, update(IdempotencyKey).values(claimed_at=None))
        raise
    kept = {"status": 201, "body": made.model_dump(mode="json")}
    await _change(caller, key, update(IdempotencyKey).values(kept))
    return made


async def _claim(caller: Caller, key: str, request: bytes) -> dict[str, object] | UUID:
    """Return the first answer, or the id for what the caller is to make."""
    deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        async with caller.rows() as rows:
            known = await _look(rows, caller, key, request)
        if known is not None:
            return known
        await asyncio.sleep(_LOOK_SECONDS)
    raise ApiError(Code.IN_PROGRESS)


async def _look(
    rows: AsyncSession, caller: Caller, key: str, request: bytes
) -> dict[str, object] | UUID | None:
    """Return the first answer, the id for who carries the request out, or None while it runs."""
    place, now = (caller.workspace, key), datetime.now(UTC)
    found = await rows.get(IdempotencyKey, place, with_for_update=True)
    if found is not None and found.created_at < now - KEPT:
        await rows.delete(found)
        await rows.flush()
        found = None
    if found is None:
        mine = {"workspace_id": caller.workspace, "key": key, "request_hash": request}
        fresh = insert(IdempotencyKey).values(**mine, subject=uuid4(), claimed_at=now)
        added = fresh.on_conflict_do_nothing().returning(col(IdempotencyKey.subject))
        return await rows.scalar(added)
    if found.request_hash != request:
        raise ApiError(Code.KEY_REUSED)
    if found.status is not None:
        return found.body
    if found.claimed_at is None or found.claimed_at < now - _LONGEST:
        found.claimed_at = now
        return found.subject
    return None


async def _change(caller: Caller, key: str, statement: Update | Delete) -> None:
    async with caller.rows() as rows:
        await rows.execute(
            statement.where(
                col(IdempotencyKey.workspace_id) == caller.workspace,
                col(IdempotencyKey.key) == key,
            )
        )


def _hash(what: str, request: BaseModel) -> bytes:
    body = json.dumps([what, request.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(body.encode()).digest()
