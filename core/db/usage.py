"""What a workspace has used, beside what it may use."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from core.db import ledger
from core.db.ledger import Account
from core.db.tables import Invitation, Job, Member, Workspace
from core.domain.job import JobState
from core.domain.quota import COSTS, QUOTAS, Kind, Quota

_AT_WORK = (JobState.INGESTING, JobState.ANALYZING, JobState.RENDERING)


@dataclass(frozen=True, kw_only=True)
class Use:
    """How much of one kind is used."""

    kind: str
    used: float
    limit: float | None = None
    """None is no limit."""
    resets_at: datetime | None = None
    """When counting begins anew; None for never."""


async def tier_of(rows: AsyncSession, workspace: UUID) -> str:
    """Return the tier of a workspace; that of a new one when there is none yet."""
    tier = await rows.scalar(select(Workspace.tier).where(Workspace.id == workspace))
    return tier if tier is not None else "unlimited"


async def quota_of(rows: AsyncSession, workspace: UUID) -> Quota:
    """Return what a workspace may use."""
    return QUOTAS[await tier_of(rows, workspace)]


async def usage(rows: AsyncSession, workspace: UUID) -> tuple[Use, ...]:
    """Return what a workspace has used and may use: what has limits first, then what it cost."""
    quota = await quota_of(rows, workspace)
    limits = {
        Kind.MINUTES: quota.minutes,
        Kind.STORAGE: quota.storage,
        Kind.UPLOADS: quota.uploads,
    }
    counted = [await _counted(rows, workspace, kind, limit) for kind, limit in limits.items()]
    return (
        *counted,
        Use(kind="members", used=await members(rows, workspace), limit=quota.members),
        Use(kind="jobs", used=await _jobs(rows, workspace, _running()), limit=quota.jobs),
        Use(kind="waiting", used=await waiting(rows, workspace), limit=quota.waiting),
        *[await _counted(rows, workspace, kind, None) for kind in COSTS],
    )


async def members(rows: AsyncSession, workspace: UUID, *, invited: bool = True) -> int:
    """Return how many people belong to a workspace, with those who are invited."""
    belong = select(func.count()).where(col(Member.workspace_id) == workspace)
    found = await rows.scalar(belong) or 0
    if not invited:
        return found
    offered = select(func.count()).where(
        col(Invitation.workspace_id) == workspace,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > func.now(),
    )
    return found + (await rows.scalar(offered) or 0)


async def waiting(rows: AsyncSession, workspace: UUID) -> int:
    """Return how many jobs of a workspace have not begun yet."""
    return await _jobs(rows, workspace, col(Job.state) == JobState.CREATED.value)


async def _counted(rows: AsyncSession, workspace: UUID, kind: Kind, limit: float | None) -> Use:
    used = await ledger.balance(rows, Account(workspace, kind))
    return Use(kind=kind.value, used=used, limit=limit, resets_at=_end(kind.period))


async def _jobs(rows: AsyncSession, workspace: UUID, state: ColumnElement[bool]) -> int:
    mine = col(Job.workspace_id) == workspace
    query = select(func.count()).where(mine, col(Job.deleted_at).is_(None), state)
    return await rows.scalar(query) or 0


def _running() -> ColumnElement[bool]:
    at_work = col(Job.state).in_([state.value for state in _AT_WORK])
    return at_work & col(Job.paused).is_(False) & (col(Job.note) == "")


def _end(period: str | None) -> datetime | None:
    """Return when a period that runs is over."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case "day":
            return today + timedelta(days=1)
        case "month":
            return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        case _:
            return None
