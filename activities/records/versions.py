"""The versions of clips: what people and programs made of them, all of it kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from core.db import Database
from core.db.tables import Clip, ClipVersion
from core.domain.job import ClipState


async def versions(database: Database, clip: UUID) -> list[ClipVersion]:
    """Return every version of a clip, the first one first."""
    query = select(ClipVersion).where(ClipVersion.clip_id == clip)
    async with database.transaction() as session:
        return list(await session.scalars(query.order_by(col(ClipVersion.version))))


async def add_version(
    database: Database,
    clip: Clip,
    *,
    newest: int,
    base: int,
    plan_key: str,
    operations: Sequence[dict[str, Any]],
) -> int | None:
    """Add a version of a clip after the newest one, and return its number.

    ``base`` is the version whose plan was changed by ``operations``. None means that
    ``newest`` is not the newest version any more: somebody else was faster.
    """
    values = {
        "clip_id": clip.id,
        "version": newest + 1,
        "workspace_id": clip.workspace_id,
        "base": base,
        "operations": list(operations),
        "state": ClipState.PLANNED.value,
        "plan_key": plan_key,
        **dict.fromkeys(("clip_key", "captions_key", "thumbnail_key", "spec_key"), ""),
    }
    statement = insert(ClipVersion).values(values).on_conflict_do_nothing()
    async with database.transaction() as session:
        added = await session.scalar(statement.returning(col(ClipVersion.version)))
    return None if added is None else int(added)
