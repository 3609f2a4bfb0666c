"""What changes, one event after the other, as long as somebody may know it.

Changes are rows of ``events``, numbered in the order in which they can be seen. PostgreSQL
says that there are new ones; everybody who follows then reads those after the last that they
were given. Who comes back with that number has missed nothing, and the first thing that they
are told is from which number on they follow.
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
# And so soon after the database could not be asked.
_AGAIN_SECONDS = 1.0
_MOST = 500


async def changes(
    caller: Caller, bells: Bells, job: UUID | None, after: int
) -> AsyncGenerator[Told | None, None]:
    """Give the changes of a job, or of the whole workspace, after an event.

    It gives None when there was nothing for long, and ends when the caller's token is over.
    """
    last = after
    with bells.watching(caller.workspace) as rung:
        yield {"kind": "following", "id": last}
        while (left := _left(caller)) > 0:
            rung.clear()
            found = await _since(caller, job, last)
            for event in found or ():
                yield event
                last = event["id"]
            if found is not None and len(found) == _MOST:
                continue
            wait = _AGAIN_SECONDS if found is None else _LOOK_SECONDS
            try:
                async with asyncio.timeout(min(left, wait)):
                    await rung.wait()
            except TimeoutError:
                yield None


def _left(caller: Caller) -> float:
    """Return for how many seconds the token is good that somebody follows with."""
    if caller.ends is None:
        return _LOOK_SECONDS
    return (caller.ends - datetime.now(UTC)).total_seconds()


async def newest(caller: Caller) -> int:
    """Return the number of the last event of the workspace; 0 where there was none."""
    query = select(Event.id).where(Event.workspace_id == caller.workspace)
    async with caller.rows() as rows:
        return (await rows.scalars(query.order_by(col(Event.id).desc()).limit(1))).first() or 0


async def _since(caller: Caller, job: UUID | None, last: int) -> list[Told] | None:
    """Return the next events after one; None while the database is away."""
    query = select(Event).where(Event.workspace_id == caller.workspace, col(Event.id) > last)
    if job is not None:
        query = query.where(Event.job_id == job)
    try:
        async with caller.rows() as rows:
            found = (await rows.scalars(query.order_by(col(Event.id)).limit(_MOST))).all()
    except Exception as error:
        if not is_away(error):
            raise
        return None
    return [
        one.model_dump(mode="json", include={"id", "kind", "job_id", "body", "at"}) for one in found
    ]
