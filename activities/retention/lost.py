"""Jobs that are not over, or still hold reserved minutes, and have no workflow that runs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from core.db import Database

_PAGE = 100

_QUIET = f"""
    SELECT j.id, j.workflow_id FROM jobs j
    WHERE j.workspace_id = :workspace AND j.id > :after
    AND j.updated_at < now() - CAST(:quiet AS interval)
    AND (
        j.state NOT IN ('completed', 'cancelled', 'failed')
        OR EXISTS (
            SELECT FROM usage_events u
            WHERE u.workspace_id = j.workspace_id AND u.kind = 'minutes'
            AND u.subject = CAST(j.id AS text)
            GROUP BY u.subject HAVING bool_and(u.phase = 'reserve')
        )
    )
    ORDER BY j.id LIMIT {_PAGE}
"""


async def lost(
    database: Database,
    workspace: UUID,
    *,
    quiet: timedelta,
    runs: Callable[[str], Awaitable[bool]],
    alive: Callable[[], None],
) -> list[UUID]:
    """Return jobs, a hundred at most, that changed nothing for so long and do not run.

    ``runs`` says whether a workflow goes on; ``alive`` is called between the questions.
    """
    found: list[UUID] = []
    after = UUID(int=0)
    while len(found) < _PAGE:
        given = {"workspace": workspace, "after": after, "quiet": quiet}
        async with database.transaction() as session:
            page = (await session.execute(text(_QUIET), given)).all()
        for job, workflow in page:
            after = job
            if not await runs(workflow):
                found.append(job)
            alive()
        if len(page) < _PAGE:
            break
    return found[:_PAGE]
