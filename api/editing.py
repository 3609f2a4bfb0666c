"""Clips with their versions and plans, and how they are changed and rendered again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from activities.records.versions import planned, rounds, shown, versions
from api.errors import ApiError, Code
from api.identity import Caller
from api.mine import mine
from core.db.tables import Clip, ClipVersion, Job
from core.domain.artifact import Artifact
from core.domain.job import ClipState, JobState
from core.domain.plan import ClipPlan, read_plan
from core.objects import owned
from workflows.asking import Asker
from workflows.clip import ClipRequest, renders_itself
from workflows.editing import EditRequest
from workflows.starting import start_clip

# Somebody waits; a little less than proxies usually do.
_PATIENCE = timedelta(seconds=25)


@dataclass(frozen=True)
class History:
    """A clip of the workspace, its job, and its versions, the first one first."""

    clip: Clip
    job: Job
    versions: list[ClipVersion]
    rounds: int
    """How often it was rendered."""

    @property
    def newest(self) -> ClipVersion:
        return self.versions[-1]

    def version(self, number: int | None) -> ClipVersion:
        """Return a version, the newest one for None.

        Raises:
            ApiError: there is none of that number.
        """
        if number is None:
            return self.newest
        found = next((one for one in self.versions if one.version == number), None)
        if found is None:
            last = self.newest.version
            raise ApiError(Code.NOT_FOUND, f"the clip has no version {number}; it has 1 to {last}")
        return found


async def history(caller: Caller, clip: UUID) -> History:
    """Return a clip of the workspace with its versions.

    Raises:
        ApiError: there is none of that id.
    """
    async with caller.rows() as rows:
        found = await mine(rows, caller, Clip, clip)
        listed = await versions(rows, clip)
        job = await rows.get_one(Job, found.job_id)
        before = await rounds(rows, found)
    if not listed:
        raise ApiError(Code.CONFLICT, "the clip has no plan yet")
    return History(found, job, listed, before)


async def kept(caller: Caller, version: ClipVersion) -> Artifact:
    """Return the stored plan of a version.

    Raises:
        ApiError: it is not kept any more.
    """
    found = await caller.services.store.find(owned(version.plan_key, caller.workspace))
    if found is None:
        raise ApiError(Code.GONE, f"the plan of version {version.version} is not kept any more")
    return found


async def plan_of(caller: Caller, version: ClipVersion) -> ClipPlan:
    """Return the plan of a version, as plans are written today.

    Raises:
        ApiError: it is not kept any more.
    """
    return await plan_at(caller, await kept(caller, version))


async def plan_at(caller: Caller, stored: Artifact) -> ClipPlan:
    """Return a stored plan, as plans are written today."""
    return read_plan(b"".join([part async for part in caller.services.store.read(stored.key)]))


def asker(caller: Caller) -> Asker:
    """Return who asks for changes over the API."""
    return Asker(caller.services.temporal, caller.services.store, _PATIENCE)


async def change_of(
    caller: Caller, past: History, *, base: int, version: int | None, dry_run: bool
) -> EditRequest:
    """Return a change of a version, by somebody who took ``base`` for the newest one.

    Raises:
        ApiError: there is no such version, or its plan is not kept any more.
    """
    changed, newest = past.version(base if version is None else version), past.version(base)
    return EditRequest(
        workspace=str(caller.workspace),
        job=str(past.job.id),
        clip_id=str(past.clip.id),
        base=changed.version,
        plan=await kept(caller, changed),
        newest=newest.version,
        newest_plan=await kept(caller, newest),
        artifacts=past.job.artifacts,
        dry_run=dry_run,
    )


async def render(caller: Caller, past: History, version: ClipVersion, plan: ClipPlan) -> None:
    """Start to render a version, unless that goes on already.

    Raises:
        ApiError: the job of the clip is still to render it, or its faces are not known.
        RPCError: Temporal does not answer.
    """
    job, clip = past.job, past.clip
    if renders_itself(JobState(job.state), ClipState(clip.state), has_file=bool(clip.clip_key)):
        raise ApiError(
            Code.CONFLICT,
            f"the job of this clip is {job.state}, and renders it with its newest plan",
        )
    if "faces" not in job.artifacts:
        raise ApiError(Code.CONFLICT, "it is not known where faces are; analyse the job again")
    request = ClipRequest(
        workspace=str(caller.workspace),
        job=str(job.id),
        clip=planned(clip, version=version.version, plan_key=version.plan_key, **shown(plan)),
        plan=await kept(caller, version),
        faces=Artifact(key=job.artifacts["faces"], size=0),
        rounds=past.rounds,
        patience=caller.services.settings.job.patience,
    )
    await start_clip(caller.services.temporal, request)
