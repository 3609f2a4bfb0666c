"""People, the workspaces they work in, and what lets them in. Secrets are stored as hashes only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Column, Index, LargeBinary, String, func, text
from sqlmodel import Field, SQLModel

from core.db.tables.columns import moment, now, owner, reference


class Workspace(SQLModel, table=True):
    """Who owns jobs, and everything that comes of them."""

    __tablename__ = "workspaces"

    id: UUID = Field(primary_key=True)
    name: str
    tier: str = Field(default="unlimited", sa_column_kwargs={"server_default": "unlimited"})
    """Which of ``core.domain.quota.QUOTAS`` it has."""
    created_at: datetime = now()
    deleted_at: datetime | None = moment()


class User(SQLModel, table=True):
    """A person with an account."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email", func.lower(text("email")), unique=True),)

    id: UUID = Field(primary_key=True)
    email: str
    name: str = ""
    password_hash: str = ""
    """Argon2id in the PHC string format; empty for who logs in elsewhere."""
    email_proven_at: datetime | None = moment()
    """When a provider or an operator vouched that the address is theirs."""
    created_at: datetime = now()
    deleted_at: datetime | None = moment()


class Member(SQLModel, table=True):
    """A person's place in a workspace."""

    __tablename__ = "workspace_members"

    workspace_id: UUID = owner(key=True)
    user_id: UUID = reference("users", key=True)
    role: str
    created_at: datetime = now()


class Session(SQLModel, table=True):
    """A login on one device, and every refresh token that descends from it."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_age", "expires_at"),)

    id: UUID = Field(primary_key=True)
    user_id: UUID = reference("users")
    device: str = ""
    """What the browser or program calls itself."""
    address: str = ""
    created_at: datetime = now()
    seen_at: datetime = now()
    confirmed_at: datetime = now()
    """When the person last showed that it is them."""
    expires_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()
    ended_because: str = ""


class RefreshToken(SQLModel, table=True):
    """A token that is exchanged, once, for a new pair."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (Index("ix_refresh_tokens_age", "used_at"),)

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    session_id: UUID = reference("sessions")
    created_at: datetime = now()
    used_at: datetime | None = moment()


class ResetToken(SQLModel, table=True):
    """A one-time link that sets a password: for who forgot it, and for the first owner."""

    __tablename__ = "reset_tokens"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    user_id: UUID = reference("users")
    created_at: datetime = now()
    expires_at: datetime = moment(required=True)
    used_at: datetime | None = moment()


class ApiToken(SQLModel, table=True):
    """What lets a program act for a person in one workspace."""

    __tablename__ = "api_tokens"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    user_id: UUID = reference("users")
    name: str
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    scopes: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    created_at: datetime = now()
    expires_at: datetime | None = moment()
    used_at: datetime | None = moment()
    revoked_at: datetime | None = moment()


class Invitation(SQLModel, table=True):
    """An offer to join a workspace."""

    __tablename__ = "invitations"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    email: str
    role: str
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    invited_by: UUID = reference("users")
    created_at: datetime = now()
    expires_at: datetime = moment(required=True)
    accepted_at: datetime | None = moment()
    revoked_at: datetime | None = moment()
