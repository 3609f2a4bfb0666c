"""Write what a workflow tells into the tables."""

from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel
from temporalio import activity

from activities.records.contract import Changes
from activities.records.rows import clip_values, job_values, step_values
from core.db import Database
from core.db.tables import Clip, Job, JobStep, Workspace

_STEP_KEY = ("job_id", "clip_id", "name", "part", "round")


class RecordActivities:
    """The only writer of job, step and clip rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn
    async def record(self, changes: Changes) -> None:
        """Write all rows in one transaction."""
        async with self._database.transaction() as session:
            if changes.row is not None:
                workspace = {"id": UUID(changes.workspace), "name": "Workspace"}
                await session.execute(insert(Workspace).values(workspace).on_conflict_do_nothing())
                await _upsert(session, Job, ("id",), job_values(changes, changes.row))
            for step in changes.steps:
                await _upsert(session, JobStep, _STEP_KEY, step_values(changes, step))
            for clip in changes.clips:
                await _upsert(session, Clip, ("id",), clip_values(changes, clip))


async def _upsert(
    session: AsyncSession, table: type[SQLModel], key: tuple[str, ...], values: dict[str, Any]
) -> None:
    fresh = {name: value for name, value in values.items() if name not in key}
    if "updated_at" in table.model_fields:
        fresh["updated_at"] = func.now()
    statement = insert(table).values(values)
    await session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=fresh))
