"""Mail on its way out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from core.db.tables.columns import json, moment, now, reference


class Mail(SQLModel, table=True):
    """A mail, written down with what it tells of. The API adds rows and cannot read them."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_waiting", "created_at", postgresql_where=text("settled_at IS NULL")),
        Index("ix_mails_age", "settled_at"),
    )

    id: UUID = Field(primary_key=True)
    kind: str
    """Of ``core.domain.mail.MailKind``."""
    user_id: UUID | None = reference("users", required=False)
    """Whose account it is about; it goes to their address."""
    recipient: str = ""
    """Where it goes when it is about no account; empty once it is settled."""
    facts: dict[str, Any] = json("{}")
    """Texts that it tells: a device, an address, a name."""
    secret: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Sealed; a token that it carries. Gone once the mail is settled."""
    state: str = "waiting"
    error: str = ""
    created_at: datetime = now()
    settled_at: datetime | None = moment()
