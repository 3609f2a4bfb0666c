"""How many people a workspace may have."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.db import ledger
from core.db.usage import members, quota_of
from core.errors import QuotaExceededError


async def check_room(rows: AsyncSession, workspace: UUID, *, invited: bool = True) -> None:
    """Make sure that one more person may join, until the end of this transaction.

    ``invited`` counts those who may still come.

    Raises:
        QuotaExceededError: the workspace has as many as it may have.
    """
    await ledger.hold(rows, workspace, "members")
    most = (await quota_of(rows, workspace)).members
    if most is not None and await members(rows, workspace, invited=invited) >= most:
        raise QuotaExceededError(f"the plan of this workspace includes {most} members")
