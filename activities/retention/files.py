"""Files of a workspace, and the rows that name them.

A clip and its plan stay until somebody deletes the clip. What it was made of goes when nobody
has changed its job, or a clip of it, for long: it can be looked at and sent on as before, and
to render it again takes the source again. So does a job that somebody deleted.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import text

from core.db import Database
from core.db.ledger import Account, files_of_clip, refund
from core.domain.quota import Kind
from core.objects import ObjectStore, Upload
from core.settings import RetentionSettings

_BATCH = 100

# What renders leave for later ones, to be faster.
_CACHES = ("sounds", "pictures", "films")

# Nobody works on the job, and nobody has for long: neither on it nor on a clip of it.
_IDLE = """(
    coalesce(j.deleted_at < now() - CAST(:deleted AS interval), false)
    OR j.state IN ('completed', 'cancelled', 'failed')
    AND j.updated_at < now() - CAST(:source AS interval)
    AND NOT EXISTS (
        SELECT FROM clips c JOIN clip_versions v ON v.clip_id = c.id
        WHERE c.job_id = j.id
        AND greatest(c.updated_at, v.updated_at) >= now() - CAST(:source AS interval)
    )
)"""

_CONTENTS = f"""
    SELECT j.content_hash, array_agg(j.id) FROM jobs j
    WHERE j.workspace_id = :workspace AND j.content_hash <> ''
    GROUP BY j.content_hash
    HAVING bool_and({_IDLE}) AND NOT bool_and(
        EXISTS (SELECT FROM pruned_jobs p WHERE p.job_id = j.id AND p.at >= j.updated_at)
    )
    LIMIT {_BATCH}
"""
_NOTE = """
    INSERT INTO pruned_jobs (job_id) SELECT unnest(CAST(:jobs AS uuid[]))
    ON CONFLICT (job_id) DO UPDATE SET at = now()
"""
_UPLOADS = f"""
    SELECT u.id, u.key, u.store_upload, u.size, u.part_size, u.state = 'open' FROM uploads u
    WHERE u.workspace_id = :workspace AND (
        u.state = 'open' AND u.created_at < now() - CAST(:unfinished AS interval)
        OR u.state <> 'open' AND u.ended_at < now() - CAST(:source AS interval) AND NOT EXISTS (
            SELECT FROM jobs j
            WHERE j.workspace_id = :workspace AND j.source = u.key AND NOT {_IDLE}
        )
    )
    LIMIT {_BATCH}
"""
_DEAD_CLIPS = f"""
    SELECT c.id FROM clips c JOIN jobs j ON j.id = c.job_id
    WHERE c.workspace_id = :workspace
    AND least(c.deleted_at, j.deleted_at) < now() - CAST(:deleted AS interval)
    LIMIT {_BATCH}
"""
_KEYS = """
    SELECT DISTINCT key FROM (
        SELECT unnest(ARRAY[clip_key, captions_key, thumbnail_key, spec_key, plan_key]) AS key
        FROM clip_versions WHERE clip_id = ANY(:clips)
        UNION ALL
        SELECT unnest(ARRAY[clip_key, captions_key, thumbnail_key, spec_key, plan_key])
        FROM clips WHERE id = ANY(:clips)
    ) AS named WHERE key <> ''
"""
# Two clips with the same plan are one render.
_SHARED = """
    SELECT DISTINCT folder FROM (
        SELECT substring(clip_key FROM '^(.*)/[^/]*$') AS folder FROM clip_versions
        WHERE workspace_id = :workspace AND clip_id <> ALL(:clips)
        UNION ALL
        SELECT substring(clip_key FROM '^(.*)/[^/]*$') FROM clips
        WHERE workspace_id = :workspace AND id <> ALL(:clips)
    ) AS others WHERE folder = ANY(:folders)
"""
_VERSIONS = "SELECT clip_id, version FROM clip_versions WHERE clip_id = ANY(:clips)"
_DEAD_JOBS = f"""
    SELECT j.id FROM jobs j WHERE j.workspace_id = :workspace
    AND j.deleted_at < now() - CAST(:deleted AS interval)
    AND NOT EXISTS (SELECT FROM clips c WHERE c.job_id = j.id)
    LIMIT {_BATCH}
"""
_ORPHAN = "UPDATE jobs SET parent_job_id = NULL WHERE parent_job_id = :id"


@dataclass(frozen=True)
class Sweeper:
    """Deletes what a workspace does not need any more."""

    database: Database
    store: ObjectStore
    settings: RetentionSettings
    workspace: UUID
    alive: Callable[[], None]
    """Called between the files; what is deleted stays deleted when it raises."""

    async def sweep(self) -> int:
        """Return how many files are gone."""
        if await self._rows(
            "SELECT 1 FROM workspaces WHERE id = :workspace"
            " AND deleted_at < now() - CAST(:deleted AS interval)"
        ):
            gone = await self.store.delete_under(str(self.workspace))
            await self._write("DELETE FROM workspaces WHERE id = :workspace")
            return gone
        parts = (self._contents, self._uploads, self._caches, self._clips, self._jobs)
        return sum([await part() for part in parts])

    async def _contents(self) -> int:
        """Sources, what was found in them, and what the steps of their jobs left."""
        gone = 0
        async for content_hash, jobs in self._batches(_CONTENTS):
            for folder in ("sources", "analysis"):
                gone += await self._under(f"{folder}/{content_hash}")
            for job in jobs:
                gone += await self._steps_of(job)
            await self._write(_NOTE, jobs=jobs)
        return gone

    async def _steps_of(self, job: UUID) -> int:
        """Plans of clips stay, for they say how a clip was made."""
        gone = 0
        folder = f"{self.workspace}/jobs/{job}"
        async for file in self.store.under(folder):
            if not file.key.startswith(f"{folder}/plans/"):
                await self.store.delete(file.key)
                gone += 1
        return gone

    async def _uploads(self) -> int:
        gone = 0
        async for upload, key, name, size, part_size, unfinished in self._batches(_UPLOADS):
            if unfinished:
                await self.store.abort_upload(
                    Upload(key=key, id=name, size=size, part_size=part_size)
                )
            gone += await self._under(f"uploads/{upload}")
            await self._write("DELETE FROM uploads WHERE id = :id", free=[str(upload)], id=upload)
        return gone

    async def _caches(self) -> int:
        gone = 0
        kept = timedelta(days=self.settings.source_days)
        for name in _CACHES:
            folder = f"{self.workspace}/renders/{name}"
            async for file in self.store.under(folder, older_than=kept):
                await self.store.delete(file.key)
                self.alive()
                gone += 1
        return gone

    async def _clips(self) -> int:
        """Clips that somebody deleted, alone or with their job."""
        gone = 0
        while clips := [row[0] for row in await self._rows(_DEAD_CLIPS)]:
            keys = [row[0] for row in await self._rows(_KEYS, clips=clips)]
            folders = sorted({str(PurePosixPath(key).parent) for key in keys})
            found = await self._rows(_SHARED, clips=clips, folders=folders)
            shared = {row[0] for row in found}
            for folder in set(folders) - shared:
                if folder.startswith(f"{self.workspace}/renders/"):
                    gone += await self._under(folder.partition("/")[2])
            for key in keys:
                if key.startswith(f"{self.workspace}/jobs/"):
                    await self.store.delete(key)
                    gone += 1
            made = await self._rows(_VERSIONS, clips=clips)
            freed = [files_of_clip(clip, version) for clip, version in made]
            await self._write("DELETE FROM clips WHERE id = ANY(:clips)", free=freed, clips=clips)
        return gone

    async def _jobs(self) -> int:
        """Jobs that somebody deleted."""
        gone = 0
        async for (job,) in self._batches(_DEAD_JOBS):
            gone += await self._under(f"jobs/{job}")
            await self._write(
                "UPDATE jobs SET parent_job_id = NULL WHERE parent_job_id = :id", id=job
            )
            await self._write("DELETE FROM jobs WHERE id = :id", id=job)
        return gone

    async def _under(self, folder: str) -> int:
        gone = await self.store.delete_under(f"{self.workspace}/{folder}")
        self.alive()
        return gone

    async def _batches(self, query: str) -> AsyncIterator[Any]:
        """Give row after row until none is found; who takes one makes it one of the past."""
        while found := await self._rows(query):
            for row in found:
                yield row

    async def _rows(self, query: str, **values: object) -> Sequence[Any]:
        async with self.database.transaction() as session:
            return (await session.execute(text(query), self._values(query, values))).all()

    async def _write(self, change: str, *, free: Sequence[str] = (), **values: object) -> None:
        """Change rows; what is named in ``free`` counts no more as storage of the workspace."""
        async with self.database.transaction() as session:
            if free:
                await refund(session, Account(self.workspace, Kind.STORAGE), free)
            await session.execute(text(change), self._values(change, values))

    def _values(self, query: str, values: dict[str, object]) -> dict[str, object]:
        rules = self.settings
        known = {
            "workspace": self.workspace,
            "source": timedelta(days=rules.source_days),
            "deleted": timedelta(days=rules.deleted_days),
            "unfinished": timedelta(hours=rules.upload_hours),
            **values,
        }
        return {name: value for name, value in known.items() if f":{name}" in query}
