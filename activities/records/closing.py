"""Jobs whose workflow is gone: nothing will tell any more how they go on."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.announcing import announce
from activities.records.contract import Changes, CloseRequest, JobRow
from activities.records.events import events
from activities.records.spending import settle
from core.db.tables import Job
from core.domain.job import JobState, SourceKind, SourceRef

_WHY = "its workflow was ended from outside, or is not known any more"


async def close(session: AsyncSession, request: CloseRequest) -> Sequence[UUID]:
    """Close a job for good, settle what it used, and return what is to be told of it."""
    job = await session.get(Job, UUID(request.job), with_for_update=True)
    if job is None or str(job.workspace_id) != request.workspace:
        return ()
    ended = JobState(job.state).final or job.state == JobState.FAILED
    if not ended:
        job.state, job.error, job.note, job.paused = JobState.CANCELLED.value, _WHY, "", False
    changes = Changes(workspace=request.workspace, job=request.job, row=_row(job))
    await settle(session, changes)
    return () if ended else await announce(session, job.workspace_id, events(changes))


def _row(job: Job) -> JobRow:
    return JobRow(
        workflow_id=job.workflow_id,
        mode=job.mode,
        source=SourceRef(kind=SourceKind(job.source_kind), location=job.source),
        title=job.title,
        state=JobState(job.state),
        error=job.error,
        closed=True,
        options=json.dumps(job.options),
    )
