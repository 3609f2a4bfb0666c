"""How people prove who they are besides their password, and what is switched on for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.db.tables.columns import moment, now, reference


class UserIdentity(SQLModel, table=True):
    """A person's account at a provider that they log in with."""

    __tablename__ = "user_identities"
    __table_args__ = (
        UniqueConstraint("provider", "subject", name="uq_user_identities_subject"),
        UniqueConstraint("user_id", "provider", name="uq_user_identities_provider"),
    )

    id: UUID = Field(primary_key=True)
    user_id: UUID = reference("users")
    provider: str
    """Its name in the settings."""
    subject: str
    """What the provider calls the person; it never changes, an e-mail address may."""
    email: str
    created_at: datetime = now()
    used_at: datetime = now()


class Totp(SQLModel, table=True):
    """A secret that a person's app makes codes of (RFC 6238)."""

    __tablename__ = "totps"

    user_id: UUID = reference("users", key=True)
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Sealed; base32 inside."""
    created_at: datetime = now()
    confirmed_at: datetime | None = moment()
    """None until a first code was right; a login asks for codes from then on."""
    last_step: int = 0
    """The time step, of 30 s since 1970, of the last code that was taken."""


class RecoveryCode(SQLModel, table=True):
    """Takes the place of a code when the app is lost, once."""

    __tablename__ = "recovery_codes"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    user_id: UUID = reference("users")
    created_at: datetime = now()
    used_at: datetime | None = moment()


class FeatureFlag(SQLModel, table=True):
    """Whether a feature is on, everywhere or in one workspace. Without a row it is."""

    __tablename__ = "feature_flags"
    __table_args__ = (
        UniqueConstraint(
            "name", "workspace_id", name="uq_feature_flags_once", postgresql_nulls_not_distinct=True
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: UUID | None = reference("workspaces", required=False)
    """None for every workspace that has no row of its own."""
    name: str
    enabled: bool
    set_at: datetime = now()
