"""Whether there is room for another job: in the workspace's plan, and in Temporal's queues."""

from api.errors import ApiError, Code
from api.identity import Caller
from core.db import ledger
from core.db.ledger import Account
from core.db.usage import quota_of, waiting
from core.domain.quota import Kind


async def check(caller: Caller) -> None:
    """Make sure that another job of a workspace would find room.

    Raises:
        ApiError: no minutes are left; too many of its jobs wait; too many of everybody's do.
        RPCError: Temporal does not answer.
    """
    async with caller.rows() as rows:
        quota = await quota_of(rows, caller.workspace)
        if quota.minutes is not None:
            used = await ledger.balance(rows, Account(caller.workspace, Kind.MINUTES))
            if used >= quota.minutes:
                message = f"the {quota.minutes} minutes of this month are used up"
                raise ApiError(Code.QUOTA_EXCEEDED, message)
        if quota.waiting is not None and await waiting(rows, caller.workspace) >= quota.waiting:
            message = f"{quota.waiting} jobs of this workspace wait to begin; let some of them end"
            raise ApiError(Code.OVERLOADED, message)
    most = caller.services.settings.api.max_backlog
    backlogs = await caller.services.depths.backlogs()
    if wait := max(backlog.wait(most) for backlog in backlogs):
        raise ApiError(Code.OVERLOADED, retry_after=wait)
