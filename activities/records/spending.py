"""What the ledger learns from what workflows tell."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from activities.records.contract import Changes, JobRow, ReserveRequest
from core.db import ledger
from core.db.ledger import Account
from core.db.tables import Clip
from core.db.usage import quota_of
from core.domain.job import JobState, Ran
from core.domain.quota import Kind
from core.domain.report import StepReport


async def reserve_minutes(rows: AsyncSession, request: ReserveRequest) -> None:
    """Count the minutes of a job's recording, once.

    Raises:
        QuotaExceededError: the workspace has not so many left.
    """
    workspace = UUID(request.workspace)
    await ledger.reserve(
        rows,
        Account(workspace, Kind.MINUTES),
        subject=request.job,
        amount=request.minutes,
        limit=(await quota_of(rows, workspace)).minutes,
    )


async def settle(rows: AsyncSession, changes: Changes) -> None:
    """Count what steps took and clips need, and settle the minutes of a job that is over."""
    workspace = UUID(changes.workspace)
    if changes.row is not None:
        await _settle_minutes(rows, Account(workspace, Kind.MINUTES), changes.job, changes.row)
    steps = ((_name(changes.job, step), _costs(step.ran)) for step in changes.steps if step.ran)
    await ledger.spend(rows, workspace, steps)
    sizes = {
        UUID(clip.clip_id): (ledger.files_of_clip(clip.clip_id, clip.version), clip.size)
        for clip in changes.clips
        if clip.size
    }
    if sizes:
        gone = col(Clip.id).in_(sizes) & col(Clip.deleted_at).is_not(None)
        for clip in await rows.scalars(select(Clip.id).where(gone)):
            del sizes[clip]
        clips = ((subject, {Kind.STORAGE: size}) for subject, size in sizes.values())
        await ledger.spend(rows, workspace, clips)


async def _settle_minutes(rows: AsyncSession, account: Account, job: str, row: JobRow) -> None:
    if row.state is JobState.COMPLETED:
        await ledger.commit(rows, account, job)
    elif row.closed:
        await ledger.refund(rows, account, (job,))


def _name(job: str, step: StepReport) -> str:
    return f"{job}/{step.clip_id or ''}/{step.name}/{step.part or ''}/{step.round}"


def _costs(ran: Ran) -> dict[Kind, float]:
    seconds = Kind.GPU_SECONDS if ran.device == "gpu" else Kind.PROCESSOR_SECONDS
    return {
        seconds: ran.seconds,
        Kind.TOKENS_IN: sum(use.tokens_in for use in ran.used),
        Kind.TOKENS_OUT: sum(use.tokens_out for use in ran.used),
        Kind.DOLLARS: sum(use.cost or 0.0 for use in ran.used),
    }
