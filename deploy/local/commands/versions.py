"""A clip with all its versions, as the commands that show, change and render it need it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select
from temporalio.service import RPCError, RPCStatusCode

from activities.listen.contract import BeatsTask
from activities.plan.editing import Known, Operation, laid_under, needed
from activities.records.versions import add_version, versions
from core.db.tables import Clip, ClipVersion, Job
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan, read_plan
from core.domain.report import ClipReport
from core.domain.sound import Beats
from core.objects import put_value
from core.process import run_in_process
from core.scratch import Scratch
from core.settings import settings
from deploy.local.commands.findings import stored
from deploy.local.commands.session import CommandError, Exit, System, told
from workflows.clip import Revision
from workflows.vod import VodWorkflow


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
    return History(clip, await versions(system.database, clip.id))


async def plan_of(system: System, version: ClipVersion) -> ClipPlan:
    """Return the plan of a version, as plans are written today.

    Raises:
        ClippedError: it is not stored any more, or not valid.
    """
    async with system.store.local(Artifact(key=version.plan_key, size=0)) as path:
        return read_plan(await asyncio.to_thread(path.read_bytes))


async def known(
    system: System, clip: Clip, plan: ClipPlan, operations: Sequence[Operation]
) -> Known:
    """Return what operations on a plan need to know of the recording of its clip.

    Raises:
        InvalidPlanError: the music that the plan lays under the clip is no sound.
        SourceNotFoundError: the music is not stored any more.
    """
    names = needed(operations)
    if not names:
        return Known()
    async with system.database.transaction() as session:
        job = (await session.scalars(select(Job).where(Job.id == clip.job_id))).one()
    music = {
        file.key: await _beats(system, file, plan.media.duration)
        for file in laid_under(plan, operations)
    }
    return Known(**await stored(system.store, job.artifacts, names), music=music)


async def _beats(system: System, music: Artifact, seconds: float) -> Beats:
    """Return the beats of stored music, which a process of its own decodes."""
    scratch = Scratch(settings().data_dir / "scratch")
    try:
        async with system.store.local(music) as path:
            with scratch.folder() as folder:
                return await run_in_process(
                    "activities.listen.work:hear_beats",
                    BeatsTask(music=str(path.resolve()), seconds=seconds),
                    Beats,
                    scratch=folder,
                    progress=lambda _: None,
                )
    finally:
        scratch.close()


async def keep(
    system: System,
    past: History,
    plan: ClipPlan,
    *,
    base: int,
    operations: Sequence[Operation],
) -> ClipReport:
    """Store a plan as the next version of a clip, and tell the clip's job if it still goes on.

    Raises:
        CommandError: somebody else edited the clip in the meantime.
    """
    clip, number = past.clip, past.newest.version + 1
    key = (
        f"{clip.workspace_id}/jobs/{clip.job_id}/plans/{clip.id}-{number}-{plan.fingerprint()}.json"
    )
    stored = await put_value(system.store, key, plan)
    added = await add_version(
        system.database,
        clip,
        newest=past.newest.version,
        base=base,
        plan_key=key,
        operations=[one.model_dump(mode="json") for one in operations],
    )
    if added is None:
        raise CommandError(
            "somebody else edited this clip in the meantime; look at its plan and try again",
            Exit.USAGE,
        )
    report = planned(clip, plan, version=added, plan_key=key)
    await _tell_job(system, clip, Revision(clip=report, plan=stored))
    return report


def planned(clip: Clip, plan: ClipPlan, *, version: int, plan_key: str) -> ClipReport:
    """Return a version of a clip as it is before it is rendered."""
    files = dict.fromkeys(("clip_key", "captions_key", "thumbnail_key", "spec_key"), "")
    return ClipReport.model_validate(
        {
            **told(clip),
            **files,
            "thumbnails": (),
            "clip_id": str(clip.id),
            "version": version,
            "title": plan.title,
            "start": min(span.start for span in plan.spans),
            "end": max(span.end for span in plan.spans),
            "plan_key": plan_key,
            "loudness": None,
        }
    )


async def _tell_job(system: System, clip: Clip, revision: Revision) -> None:
    try:
        await system.job(clip.job_id).signal(VodWorkflow.revise, revision)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:  # the job is over
            raise
