"""The clips of the system of this machine."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import select

from activities.plan.editing import Changes, Operation
from activities.records.versions import planned, rounds, shown, versions
from activities.render import WriteCutRequest
from core.db.tables import Clip, ClipVersion, Job
from core.domain.artifact import Artifact
from core.domain.job import ClipState, JobState
from core.domain.plan import ClipPlan, read_plan
from core.domain.report import ClipReport
from core.objects import copy, read_value, stored
from core.settings import settings
from deploy.local import footage
from deploy.local.commands.clips import Edited, History, Version, check_renders
from deploy.local.commands.output import Files
from deploy.local.commands.session import System
from deploy.local.commands.watch import View, follow_clip
from workflows import asking
from workflows.asking import Asker
from workflows.clip import ClipRequest
from workflows.editing import EditRequest, EditResult
from workflows.starting import start_clip

# Music may have to be heard first, behind the steps of jobs.
_PATIENCE = timedelta(minutes=10)

_KEYS = {
    "plan": "plan_key",
    "path": "clip_key",
    "thumbnail": "thumbnail_key",
    "captions": "captions_key",
}


@dataclass(frozen=True)
class ClipsHere:
    """The clips of a running system of this machine."""

    system: System

    async def history(self, text: str) -> History:
        clip = await self.system.find_clip(text)
        async with self.system.database.transaction() as session:
            found = await versions(session, clip.id)
        return History(str(clip.id), str(clip.job_id), clip.title, [_version(one) for one in found])

    async def plan(self, past: History, version: Version) -> ClipPlan:  # noqa: ARG002
        return await self._plan(_kept(version))

    async def files(self, past: History, version: Version) -> Files:  # noqa: ARG002
        return {kind: self.system.store.where(key) for kind, key in version.keys.items()}

    async def edit(
        self,
        past: History,
        *,
        base: int | None,
        dry_run: bool,
        operations: Sequence[Operation] = (),
    ) -> Edited:
        request = await self._change(past, base, dry_run=dry_run)
        return await self._edited(
            await asking.edit(self._asker(), request, name=str(uuid4()), operations=operations)
        )

    async def take_in(
        self, past: History, content: bytes, *, media: str, base: int | None, dry_run: bool
    ) -> Edited:
        request = await self._change(past, base, dry_run=dry_run)
        given = request.model_copy(update={"media": media})
        return await self._edited(
            await asking.edit(self._asker(), given, name=str(uuid4()), file=content)
        )

    async def give_film(self, path: Path, *, seconds: float) -> Artifact:
        place = self.system.workspace
        return await footage.store_film(self.system.store, place, path, seconds=seconds)

    async def give_picture(self, path: Path) -> Artifact:
        return await footage.store_picture(self.system.store, self.system.workspace, path)

    async def write_cut(
        self, past: History, version: Version, *, format: str, media: str, target: Path
    ) -> str:
        plan = await self.plan(past, version)
        source = media or await self._found_at(plan)
        request = WriteCutRequest(
            workspace=str(self.system.workspace),
            job=past.job,
            plan=await stored(self.system.store, version.keys["plan"]),
            format=format,
            media=media,
        )
        done = await asking.export(self._asker(), request, past.clip)
        await self._copy(done.file, target)
        return source

    async def render(self, past: History, version: Version) -> AsyncIterator[View]:
        clip = await self._start(past, version)
        async for view in follow_clip(self.system, past.job, clip):
            yield view

    async def copy(self, past: History, version: Version, target: Path) -> None:  # noqa: ARG002
        await self._copy(Artifact(key=version.keys["path"], size=0), target)

    async def _start(self, past: History, version: Version) -> ClipReport:
        """Start the workflow that renders a version, unless it runs already.

        Raises:
            CommandError: the clip's job is about to render it.
        """
        async with self.system.database.transaction() as session:
            row = await session.get_one(Clip, UUID(past.clip))
            job = await session.get_one(Job, row.job_id)
            before = await rounds(session, row)
        file = bool(row.clip_key)
        check_renders(past.job, JobState(job.state), ClipState(row.state), has_file=file)
        key = version.keys["plan"]
        plan = await self.plan(past, version)
        clip = planned(row, version=version.version, plan_key=key, **shown(plan))
        request = ClipRequest(
            workspace=str(self.system.workspace),
            job=past.job,
            clip=clip,
            plan=await stored(self.system.store, key),
            faces=Artifact(key=job.artifacts["faces"], size=0),
            rounds=before,
            patience=settings().job.patience,
        )
        await start_clip(self.system.client, request)
        return clip

    async def _change(self, past: History, base: int | None, *, dry_run: bool) -> EditRequest:
        changed = past.version(base)
        async with self.system.database.transaction() as session:
            query = select(Job.artifacts).where(Job.id == UUID(past.job))
            artifacts = (await session.scalars(query)).one()
        return EditRequest(
            workspace=str(self.system.workspace),
            job=past.job,
            clip_id=past.clip,
            base=changed.version,
            plan=await stored(self.system.store, changed.keys["plan"]),
            newest=past.newest.version,
            newest_plan=await stored(self.system.store, past.newest.keys["plan"]),
            artifacts=artifacts,
            dry_run=dry_run,
        )

    async def _edited(self, done: EditResult) -> Edited:
        found = await read_value(self.system.store, done.changes, Changes)
        return Edited(done.version, await self._plan(done.plan), found.changes)

    async def _plan(self, artifact: Artifact) -> ClipPlan:
        async with self.system.store.local(artifact) as path:
            return read_plan(await asyncio.to_thread(path.read_bytes))

    async def _found_at(self, plan: ClipPlan) -> str:
        """Return where the recording of a plan lies on this machine."""
        async with self.system.store.local(plan.source) as file:
            return str(file.resolve())

    async def _copy(self, artifact: Artifact, target: Path) -> None:
        async with self.system.store.local(artifact) as file:
            target.parent.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(copy, file, target)

    def _asker(self) -> Asker:
        return Asker(self.system.client, self.system.store, _PATIENCE)


def _kept(version: Version) -> Artifact:
    return Artifact(key=version.keys["plan"], size=0)


def _version(row: ClipVersion) -> Version:
    keys = {kind: getattr(row, name) for kind, name in _KEYS.items()}
    offered = {f"thumbnail {n}": one["key"] for n, one in enumerate(row.thumbnails, start=1)}
    return Version(
        version=row.version,
        base=row.base,
        state=ClipState(row.state),
        created_at=row.created_at,
        operations=row.operations,
        pictures=tuple(one["at"] for one in row.thumbnails),
        loudness=row.loudness,
        keys={kind: key for kind, key in {**keys, **offered}.items() if key},
    )
