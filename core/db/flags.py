"""Features that an operator switches off and on without a deploy, everywhere or for a workspace."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from core.db.tables import FeatureFlag


class Flag(StrEnum):
    """What can be switched off."""

    REGISTRATION = "registration"
    LOGIN_PROVIDERS = "login_providers"
    UPLOADS = "uploads"
    SHARES = "shares"
    WEBHOOKS = "webhooks"


async def flags(rows: AsyncSession, workspace: UUID | None = None) -> dict[Flag, bool]:
    """Return which features are on in a workspace; None for those without one."""
    place = col(FeatureFlag.workspace_id)
    query = select(FeatureFlag).where(or_(place.is_(None), place == workspace))
    # What is said of the workspace comes last, and holds.
    found = await rows.scalars(query.order_by(place.nulls_first()))
    said = {one.name: one.enabled for one in found}
    return {flag: said.get(flag.value, True) for flag in Flag}


async def switch(
    rows: AsyncSession, flag: Flag, *, enabled: bool, workspace: UUID | None = None
) -> None:
    """Switch a feature on or off, in a workspace or wherever none has its own switch.

    The role of the API may not.
    """
    values = {"name": flag.value, "workspace_id": workspace, "enabled": enabled}
    fresh = {"enabled": enabled, "set_at": func.now()}
    added = insert(FeatureFlag).values(values)
    await rows.execute(added.on_conflict_do_update(constraint="uq_feature_flags_once", set_=fresh))
