"""Whom we tell what happens, what became of it, and what platforms tell us."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Identity,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from core.db.tables.columns import json, moment, now, owner, reference


class WebhookSubscription(SQLModel, table=True):
    """A program that wants to be told what happens in a workspace."""

    __tablename__ = "webhook_subscriptions"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    url: str
    description: str = ""
    events: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    active: bool = True
    disabled_because: str = ""
    """Why nothing is sent any more, when that was not a person's decision."""
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Sealed; what is sent is signed with it."""
    old_secret: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The one before, which signs as well until ``old_secret_until``."""
    old_secret_until: datetime | None = moment()
    created_at: datetime = now()
    updated_at: datetime = now()
    deleted_at: datetime | None = moment()


class WebhookDelivery(SQLModel, table=True):
    """One event on its way to one subscription."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("subscription_id", "key", name="uq_webhook_deliveries_once"),
        Index("ix_webhook_deliveries_age", "ended_at"),
        Index("ix_webhook_deliveries_listing", "subscription_id", text("created_at DESC"), "id"),
    )

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    subscription_id: UUID = Field(foreign_key="webhook_subscriptions.id", ondelete="CASCADE")
    event: str
    key: str
    """Tells the event from all others; who is told twice of one sees the same message id."""
    body: dict[str, Any] = json("{}")
    state: str
    round: int = 1
    """How often it was sent again from the start."""
    attempts: int = 0
    """Of this round."""
    status: int | None = None
    """HTTP status of the last answer; None when there was none."""
    error: str = ""
    next_at: datetime | None = moment()
    """When the next attempt is due."""
    created_at: datetime = now()
    ended_at: datetime | None = moment()


class WebhookAttempt(SQLModel, table=True):
    """One request, and what came back."""

    __tablename__ = "webhook_attempts"

    delivery_id: UUID = reference("webhook_deliveries", key=True)
    round: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    """Within the round, from 1."""
    workspace_id: UUID = owner()
    at: datetime = moment(required=True)
    seconds: float
    status: int | None = None
    error: str = ""
    excerpt: str = ""
    """How the answer begins."""


class PlatformCallback(SQLModel, table=True):
    """What a platform told us, as it came, until somebody has done something about it."""

    __tablename__ = "platform_callbacks"
    __table_args__ = (UniqueConstraint("platform", "nonce", name="uq_platform_callbacks_once"),)

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    platform: str
    nonce: str
    """What the platform signs once."""
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: datetime = now()
    handled_at: datetime | None = moment()
