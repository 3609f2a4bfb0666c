"""Write what a workflow tells into the tables."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col
from temporalio import activity

from activities.records.announcing import announce
from activities.records.closing import close
from activities.records.contract import (
    AddVersionRequest,
    AddVersionResult,
    Announced,
    Changes,
    CloseRequest,
    ReserveRequest,
)
from activities.records.events import events
from activities.records.rows import clip_values, job_values, step_values, version_values
from activities.records.spending import reserve_minutes, settle
from activities.records.versions import add_version, planned
from core.db import Database
from core.db.tables import Clip, ClipVersion, Job, JobStep, Workspace
from core.errors import SourceNotFoundError
from core.objects import ObjectStore

_Condition = Callable[[Insert], ColumnElement[bool]]

_VERSION_KEY = ("clip_id", "version")
# Said once, when the version was made.
_MADE = ("operations", "plan_key")
_STEP_KEY = ("job_id", "clip_id", "name", "part", "round")


class RecordActivities:
    """The only writer of job, step and clip rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn
    async def record(self, changes: Changes) -> Announced | None:
        """Write all rows in one transaction, with what subscribers are to be told of it.

        Return what nobody has tried to send yet, the same again for who asks again; None when
        there is nothing.
        """
        async with self._database.transaction() as session:
            if changes.row is not None:
                workspace = {"id": UUID(changes.workspace), "name": "Workspace"}
                await session.execute(insert(Workspace).values(workspace).on_conflict_do_nothing())
                await _upsert(session, Job, ("id",), job_values(changes, changes.row))
            for step in changes.steps:
                await _upsert(session, JobStep, _STEP_KEY, step_values(changes, step))
            for clip in changes.clips:
                values = clip_values(changes, clip)
                await _upsert(session, Clip, ("id",), values, only=_takes_its_place)
                version = version_values(changes, clip)
                await _upsert(session, ClipVersion, _VERSION_KEY, version, keep=_MADE)
            await settle(session, changes)
            waiting = await announce(session, UUID(changes.workspace), events(changes))
        return Announced(deliveries=tuple(map(str, waiting))) if waiting else None

    @activity.defn
    async def reserve(self, request: ReserveRequest) -> None:
        """Count the minutes of a job's recording. They are given back if nothing comes of it.

        Raises:
            QuotaExceededError: the workspace has not so many left.
        """
        async with self._database.transaction() as session:
            await reserve_minutes(session, request)

    @activity.defn
    async def close_job(self, request: CloseRequest) -> Announced | None:
        """Close a job whose workflow is gone, and give back what it had reserved.

        One that went on is cancelled; one that had ended stays as it ended. Return what nobody
        has tried to tell subscribers yet; None when there is nothing.
        """
        async with self._database.transaction() as session:
            waiting = await close(session, request)
        return Announced(deliveries=tuple(map(str, waiting))) if waiting else None


class VersionActivities:
    """Adds what people make of clips."""

    def __init__(self, store: ObjectStore, database: Database) -> None:
        self._store = store
        self._database = database

    @activity.defn
    async def add_version(self, request: AddVersionRequest) -> AddVersionResult:
        """Add a version of a clip, unless it is there already.

        Raises:
            SourceNotFoundError: the clip or the operations are not kept any more.
        """
        async with self._store.local(request.operations) as path:
            operations = json.loads(await asyncio.to_thread(path.read_bytes))
        async with self._database.transaction() as session:
            clip = await session.get(Clip, UUID(request.clip_id))
            if clip is None or str(clip.workspace_id) != request.workspace:
                raise SourceNotFoundError("there is no such clip any more")
            number = await add_version(
                session,
                clip,
                newest=request.newest,
                base=request.base,
                plan_key=request.plan.key,
                operations=operations,
            )
        if number is None:
            return AddVersionResult(clip=None)
        fields = request.model_dump(include={"title", "start", "end"})
        report = planned(clip, version=number, plan_key=request.plan.key, **fields)
        return AddVersionResult(clip=report)


def _takes_its_place(new: Insert) -> ColumnElement[bool]:
    """Is a clip what people shall see of it now? A new version is, once it has been rendered."""
    row, told = col(Clip.version), new.excluded
    finished = or_(told.clip_key != "", col(Clip.clip_key) == "")
    return or_(told.version == row, and_(told.version > row, finished))


async def _upsert(
    session: AsyncSession,
    table: type[SQLModel],
    key: tuple[str, ...],
    values: dict[str, Any],
    *,
    keep: tuple[str, ...] = (),
    only: _Condition | None = None,
) -> None:
    """Write a row. One that is there takes the values not to ``keep``, if ``only`` allows it."""
    fresh = {name: value for name, value in values.items() if name not in (*key, *keep)}
    if "updated_at" in table.model_fields:
        fresh["updated_at"] = func.now()
    statement = insert(table).values(values)
    where = only(statement) if only else None
    await session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=fresh, where=where)
    )
