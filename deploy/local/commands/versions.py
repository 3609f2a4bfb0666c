"""A clip with all its versions, as the commands that show, change and render it need it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlmodel import select

from activities.plan.editing import Operation
from activities.records.versions import versions
from core.db.tables import Clip, ClipVersion, Job
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan, read_plan
from core.objects import stored
from deploy.local.commands.session import CommandError, Exit, System
from workflows import asking
from workflows.asking import Asker
from workflows.editing import EditRequest, EditResult

# Music may have to be heard first, behind the steps of jobs.
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class History:
    """A clip and its versions, the first one first."""

    clip: Clip
    versions: Sequence[ClipVersion]

    @property
    def newest(self) -> ClipVersion:
        return self.versions[-1]

    def version(self, number: int | None) -> ClipVersion:
        """Return a version by its number, the newest for None.

        Raises:
            CommandError: there is none of that number.
        """
        if number is None:
            return self.newest
        found = next((one for one in self.versions if one.version == number), None)
        if found is None:
            raise CommandError(
                f"the clip has no version {number}; it has 1 to {self.newest.version}", Exit.USAGE
            )
        return found

    def until(self, number: int | None) -> Sequence[ClipVersion]:
        """Return the versions up to one, all of them for None."""
        return [one for one in self.versions if number is None or one.version <= number]


async def history(system: System, text: str) -> History:
    """Return the clip that a person means, with its versions.

    Raises:
        CommandError: no clip, or more than one, fits.
    """
    clip = await system.find_clip(text)
    async with system.database.transaction() as session:
        return History(clip, await versions(session, clip.id))


async def plan_of(system: System, version: ClipVersion) -> ClipPlan:
    """Return the plan of a version, as plans are written today.

    Raises:
        ClippedError: it is not stored any more, or not valid.
    """
    return await plan_at(system, Artifact(key=version.plan_key, size=0))


async def plan_at(system: System, artifact: Artifact) -> ClipPlan:
    """Return a stored plan, as plans are written today.

    Raises:
        ClippedError: it is not stored any more, or not valid.
    """
    async with system.store.local(artifact) as path:
        return read_plan(await asyncio.to_thread(path.read_bytes))


async def edit(
    system: System,
    past: History,
    *,
    base: int | None,
    dry_run: bool,
    operations: Sequence[Operation] = (),
    file: bytes | None = None,
    media: str = "",
) -> EditResult:
    """Change a version by operations, or as an editing program did in a file that it wrote.

    Raises:
        ClippedError: it cannot be done.
    """
    clip, changed = past.clip, past.version(base)
    request = EditRequest(
        workspace=str(clip.workspace_id),
        job=str(clip.job_id),
        clip_id=str(clip.id),
        base=changed.version,
        plan=await stored(system.store, changed.plan_key),
        newest=past.newest.version,
        newest_plan=await stored(system.store, past.newest.plan_key),
        media=media,
        artifacts=await _artifacts(system, clip),
        dry_run=dry_run,
    )
    return await asking.edit(
        asker(system), request, name=str(uuid4()), operations=operations, file=file
    )


def asker(system: System) -> Asker:
    """Return who asks for changes on the command line."""
    return Asker(system.client, system.store, _PATIENCE)


async def _artifacts(system: System, clip: Clip) -> dict[str, str]:
    async with system.database.transaction() as session:
        job = (await session.scalars(select(Job).where(Job.id == clip.job_id))).one()
    return job.artifacts
