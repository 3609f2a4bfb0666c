"""The record of what people did."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from api import identity
from api.identity import Caller, Person
from api.services import Services
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


async def note_account(
    services: Services,
    user: UUID,
    action: str,
    *,
    connection: HTTPConnection,
    after: dict[str, Any] | None = None,
) -> None:
    """Write down what happened to a person's account; they find it in their history."""
    entry = AuditEntry(
        user_id=user,
        action=action,
        before={},
        after=after or {},
        address=identity.address(connection),
        trace_id=connection.state.trace_id,
    )
    async with services.database.tenant(user=user) as rows:
        rows.add(entry)
