"""The record of what people did."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from api import connections, security
from api.identity import Caller, Person
from api.services import Services
from core.db import become
from core.db.tables import AuditEntry
from core.domain.mail import MailKind


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
    after: dict[str, str] | None = None,
    told: bool = True,
) -> None:
    """Write down what happened to a person's account, and have them told by mail.

    They find it in their history. Not ``told`` is what happens every day.
    """
    async with services.database.transaction() as rows:
        mail = await note_change(
            services, rows, user, action, connection=connection, after=after, told=told
        )
    services.outbox.send(mail)


async def note_change(
    services: Services,
    rows: AsyncSession,
    user: UUID,
    action: str,
    *,
    connection: HTTPConnection,
    after: dict[str, str] | None = None,
    told: bool = True,
) -> UUID | None:
    """Do the same in the transaction of the change; return the mail to send when it is over."""
    entry = AuditEntry(
        user_id=user,
        action=action,
        before={},
        after=after or {},
        address=connections.address(connection),
        trace_id=connection.state.trace_id,
    )
    await become(rows, user=user)
    rows.add(entry)
    await rows.flush()
    security.happened(connection, user, action)
    if not told:
        return None
    facts = {"device": connections.device(connection), "address": entry.address, **entry.after}
    return await services.outbox.put(rows, MailKind(action), user=user, facts=facts)
