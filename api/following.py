"""What changes, one event after the other, as long as somebody may know it.

Changes are rows of ``events``, numbered in the order in which they can be seen. PostgreSQL
says that there are new ones; everybody who follows then reads those after the last that they
were given. Who comes back with that number has missed nothing.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from api.bells import Bells
from api.identity import Caller
from core.db import is_away
from core.db.tables import Event

Told = dict[str, Any]

# A change is told at once; this often it is looked for anyway.
_LOOK_SECONDS = 20.0
_MOST = 500


async def changes(
    caller: Caller, bells: Bells, job: UUID | None, after: int | None
) -> AsyncGenerator[Told | None, None]:
    """Give the changes of a job, or of the whole workspace, after an event, by default from now on.

    It gives None when there was nothing for long, and ends when the caller's token is over.
    """
    last = after if after is not None else await _newest(caller)
    with bells.watching(caller.workspace) as rung:
        while (left := _left(caller)) > 0:
            rung.clear()
            more = True
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


async def _newest(caller: Caller) -> int:
    query = select(Event.id).where(Event.workspace_id == caller.workspace)
    async with caller.rows() as rows:
        found = await rows.scalar(query.order_by(col(Event.id).desc()).limit(1))
    return int(found or 0)


async def _since(caller: Caller, job: UUID | None, last: int) -> list[Told]:
    """Return the events after one; none while the database is away, for it rings when it is back.

    Nothing changes without it.
    """
    query = select(Event).where(Event.workspace_id == caller.workspace, col(Event.id) > last)
    if job is not None:
        query = query.where(Event.job_id == job)
    try:
        async with caller.rows() as rows:
            found = await rows.scalars(query.order_by(col(Event.id)).limit(_MOST))
            return [
                one.model_dump(mode="json", include={"id", "kind", "job_id", "body", "at"})
                for one in found
            ]
    except Exception as error:
        if not is_away(error):
            raise
        return []
