"""The record of what people did."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.identity import Caller, Person
from core.db.tables import AuditEntry


def note(
    rows: AsyncSession,
    who: Person,
    action: str,
    *,
    subject: UUID | str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write down what somebody does, in the transaction in which it is done."""
    rows.add(
        AuditEntry(
            workspace_id=who.workspace if isinstance(who, Caller) else None,
            user_id=who.user,
            action=action,
            subject=str(subject),
            before=before or {},
            after=after or {},
            address=who.address,
            trace_id=who.trace_id,
        )
    )
