"""What changes, one event after the other, as long as somebody may know it.

Changes are rows of ``events``, numbered in the order in which they can be seen. PostgreSQL
says that there are new ones; everybody who follows then reads those after the last that they
were given. Who comes back with that number has missed nothing.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.bells import Bells
from api.identity import Caller
from core.db import is_away
from core.db.tables import Event

Told = dict[str, Any]
T = TypeVar("T")

# A change is told at once; this often it is looked for anyway.
_LOOK_SECONDS = 20.0
_MOST = 500


async def changes(
    caller: Caller, bells: Bells, job: UUID | None, after: int | None
) -> AsyncGenerator[Told | None, None]:
    """Give the changes of a job, or of the whole workspace, after an event, by default from now on.

    It gives None when there was nothing for long, and ends when the caller's token is over.
    """
    last = after
    with bells.watching(caller.workspace) as rung:
        while (left := _left(caller)) > 0:
            rung.clear()
            last = await _newest(caller) if last is None else last
            more = last is not None
            while more:
                found = await _since(caller, job, last)
                for event in found:
                    yield event
                    last = event["id"]
                more = len(found) == _MOST
            try:
                async with asyncio.timeout(min(left, _LOOK_SECONDS)):
                    await rung.wait()
            except TimeoutError:
                yield None


def _left(caller: Caller) -> float:
    """Return for how many seconds the token is good that somebody follows with."""
    if caller.ends is None:
        return _LOOK_SECONDS
    return (caller.ends - datetime.now(UTC)).total_seconds()


async def _newest(caller: Caller) -> int | None:
    """Return the number of the last event; None while the database is away."""
    query = select(func.coalesce(func.max(Event.id), 0))
    found = await _found(caller, query.where(Event.workspace_id == caller.workspace))
    return next(iter(found), None)


async def _since(caller: Caller, job: UUID | None, last: int | None) -> list[Told]:
    """Return the events after one; none while the database is away, when nothing changes."""
    query = select(Event).where(Event.workspace_id == caller.workspace, col(Event.id) > last)
    if job is not None:
        query = query.where(Event.job_id == job)
    found = await _found(caller, query.order_by(col(Event.id)).limit(_MOST))
    return [
        one.model_dump(mode="json", include={"id", "kind", "job_id", "body", "at"}) for one in found
    ]


async def _found(caller: Caller, query: SelectOfScalar[T]) -> Sequence[T]:
    """Return what a query finds; nothing while the database is away. It rings when it is back."""
    try:
        async with caller.rows() as rows:
            return (await rows.scalars(query)).all()
    except Exception as error:
        if not is_away(error):
            raise
        return ()
