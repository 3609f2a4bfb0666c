"""What the service itself remembers: what people did, what changed, what was asked before."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    LargeBinary,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from core.db.tables.columns import json, moment, now, owner, reference


class AuditEntry(SQLModel, table=True):
    """What a person did. Rows are added and never changed."""

    __tablename__ = "audit_logs"
    __table_args__ = (
        Index("ix_audit_logs_listing", "workspace_id", text("id DESC")),
        Index(
            "ix_audit_logs_account", "user_id", "id", postgresql_where=text("workspace_id IS NULL")
        ),
        Index("ix_audit_logs_age", "at"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    workspace_id: UUID | None = reference("workspaces", required=False)
    """None for what concerns an account, not a workspace."""
    user_id: UUID | None = None
    action: str
    """An area and a verb, for example ``jobs.cancel``."""
    subject: str = ""
    """The id of what it was done to."""
    before: dict[str, Any] = json("{}")
    after: dict[str, Any] = json("{}")
    address: str = ""
    trace_id: str = ""
    at: datetime = now()


class Event(SQLModel, table=True):
    """A change that whoever watches a job or a workspace is told of."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_following", "workspace_id", "id"),
        Index("ix_events_age", "at"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    workspace_id: UUID = owner()
    job_id: UUID | None = None
    kind: str
    """``job``, ``step``, ``clip``, or ``version`` for one that somebody made of a clip."""
    body: dict[str, Any] = json("{}")
    at: datetime = now()


class IdempotencyKey(SQLModel, table=True):
    """A request that must be carried out once, and its answer when there is one."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_age", "created_at"),)

    workspace_id: UUID = owner(key=True)
    key: str = Field(primary_key=True)
    request_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    subject: UUID
    """The id of what is made."""
    claimed_at: datetime | None = moment()
    """When somebody began to carry it out; None when that broke off."""
    status: int | None = None
    """None until it has been carried out."""
    body: dict[str, Any] = json("{}")
    created_at: datetime = now()


class ShareLink(SQLModel, table=True):
    """Lets people without an account look at the clips of one job."""

    __tablename__ = "share_links"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    job_id: UUID = reference("jobs")
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    created_by: UUID = reference("users")
    created_at: datetime = now()
    expires_at: datetime = moment(required=True)
    revoked_at: datetime | None = moment()


class Comment(SQLModel, table=True):
    """What somebody says about a clip, at a time of it."""

    __tablename__ = "clip_comments"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    clip_id: UUID = reference("clips")
    user_id: UUID = reference("users")
    at: float | None = None
    """Seconds of the clip; None for the clip as a whole."""
    text: str
    mentions: list[str] = json("[]")
    """Ids of the members who are named."""
    created_at: datetime = now()
    resolved_at: datetime | None = moment()
    deleted_at: datetime | None = moment()


class BrandKit(SQLModel, table=True):
    """The looks of a brand, as clip plans take them."""

    __tablename__ = "brand_kits"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    name: str
    brand: dict[str, Any] = json("{}")
    """A ``BrandPlan``."""
    created_at: datetime = now()
    updated_at: datetime = now()
    deleted_at: datetime | None = moment()


class Quantity(SQLModel, table=True):
    """An entry of the ledger of what a workspace uses: the balance is their sum."""

    __tablename__ = "usage_events"
    __table_args__ = (
        # With the amount, so that a balance is read off the index alone.
        Index("ix_usage_events_sum", "workspace_id", "kind", "at", postgresql_include=["amount"]),
        UniqueConstraint("workspace_id", "kind", "subject", "phase", name="uq_usage_once"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    workspace_id: UUID = owner()
    kind: str
    """A ``core.domain.quota.Kind``."""
    subject: str
    """What it was for: a job, an upload, a step, a version of a clip."""
    phase: str
    """``reserve``, ``commit`` or ``refund``; each once for a subject."""
    amount: Decimal = Field(sa_column=Column(Numeric(20, 6), nullable=False))
    """What the balance goes up by: a commit and a refund correct what was reserved."""
    at: datetime = now()
    """When it counts: that of the first entry for the subject, for all entries of it."""
