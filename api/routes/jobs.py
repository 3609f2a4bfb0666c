"""Jobs."""

from datetime import datetime
from pathlib import PurePath
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import func
from sqlmodel import col, select

from activities import catalog
from api import admission, idempotency, jobs, uploads
from api.bodies import Answer, Beginning, Body, Page, Paging, Text, paging
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs
from api.mine import mine
from api.roles import Permission
from core.db.ids import between
from core.db.tables import Job, JobStep
from core.domain.base import StrictValue
from core.domain.job import JobOptions, JobState, SourceKind, SourceRef, StepName, StepState
from core.domain.report import JobReport
from core.domain.transcript import Transcript
from core.errors import BlockedLinkError
from core.net import source_of
from core.objects import owned, read_value
from workflows.review import Decision
from workflows.vod import VodWorkflow

router = APIRouter(prefix="/jobs", tags=["jobs"])

Reader = Annotated[Caller, Depends(Needs(Permission.JOBS_READ))]
Writer = Annotated[Caller, Depends(Needs(Permission.JOBS_WRITE))]
Judge = Annotated[Caller, Depends(Needs(Permission.CLIPS_WRITE))]

_STEERED = may_say(*GUARDED, Code.CONFLICT, Code.UNAVAILABLE)


class NewJob(Body):
    source: Annotated[Text | None, Field(min_length=1, max_length=2000)] = None
    """A link to a recording; or else an upload."""
    upload: UUID | None = None
    """A confirmed upload; or else a link."""
    title: Annotated[Text, Field(max_length=200)] = ""
    options: JobOptions = JobOptions()


class JobAnswer(Answer):
    id: UUID
    mode: str
    source_kind: str
    source: str
    title: str
    state: JobState
    paused: bool
    error: str
    note: str
    """What it waits for, in words; empty while it does not wait for others."""
    options: dict[str, Any]
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class StepAnswer(Answer):
    name: StepName
    clip_id: UUID | None
    part: int | None
    round: int
    state: StepState
    engine: str
    worker: str
    attempt: int
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    cached: bool
    progress: float
    note: str
    error: str


class Reason(StrictValue):
    why: Annotated[Text, Field(max_length=500)] = ""


class Verdict(Reason):
    clips: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    """Ids of clips; none means every clip that waits."""


@router.post(
    "",
    status_code=201,
    responses=may_say(
        *(*GUARDED, Code.QUOTA_EXCEEDED, Code.IN_PROGRESS, Code.INVALID, Code.KEY_REUSED),
        *(Code.RATE_LIMITED, Code.OVERLOADED, Code.UNAVAILABLE),
    ),
)
async def create_job(wanted: NewJob, caller: Writer, key: idempotency.Key = None) -> JobAnswer:
    """Make clips of a recording."""
    source = await _source(caller, wanted)
    _check_names(wanted.options)

    async def make(job: UUID) -> JobAnswer:
        await admission.check(caller)
        return JobAnswer.model_validate(await jobs.make(caller, job, source, wanted.options))

    return await idempotency.once(caller, key, wanted, answer=JobAnswer, make=make)


@router.get("", responses=may_say(*GUARDED))
async def list_jobs(
    caller: Reader,
    part: Annotated[Paging, Depends(paging)],
    state: JobState | None = None,
    begins: Beginning = None,
) -> Page[JobAnswer]:
    """List the jobs of the workspace, newest first."""
    query = select(Job).where(Job.workspace_id == caller.workspace, col(Job.deleted_at).is_(None))
    if begins is not None:
        query = query.where(col(Job.id).between(*between(begins)))
    if state is not None:
        query = query.where(Job.state == state.value)
    async with caller.rows() as rows:
        total = await rows.scalar(select(func.count()).select_from(query.subquery()))
        newest = query.order_by(col(Job.created_at).desc(), col(Job.id))
        found = await rows.scalars(newest.offset(part.offset).limit(part.limit))
        return part.of([JobAnswer.model_validate(one) for one in found], total or 0)


@router.get("/{job}", responses=may_say(*GUARDED))
async def get_job(job: UUID, caller: Reader) -> JobAnswer:
    """Say how a job stands."""
    return JobAnswer.model_validate(await jobs.find(caller, job))


@router.get("/{job}/steps", responses=may_say(*GUARDED))
async def list_steps(job: UUID, caller: Reader) -> list[StepAnswer]:
    """List the steps of a job: what ran where, for how long, and what went wrong."""
    query = select(JobStep).where(JobStep.job_id == job).order_by(col(JobStep.id))
    async with caller.rows() as rows:
        await mine(rows, caller, Job, job)
        return [StepAnswer.model_validate(one) for one in await rows.scalars(query)]


@router.get("/{job}/transcript", responses=may_say(*GUARDED, Code.CONFLICT, Code.GONE))
async def get_transcript(job: UUID, caller: Reader) -> Transcript:
    """Give the words of a job's recording, with their times and speakers."""
    found = await jobs.find(caller, job)
    key = found.artifacts.get("transcript", "")
    if not key:
        raise ApiError(Code.CONFLICT, f"the job is {found.state}; it has no transcript yet")
    store = caller.services.store
    stored = await store.find(owned(key, str(caller.workspace)))
    if stored is None:
        raise ApiError(Code.GONE, "the transcript is not kept any more")
    return await read_value(store, stored, Transcript)


@router.delete("/{job}", status_code=202, responses=_STEERED)
async def cancel_job(job: UUID, caller: Writer) -> JobAnswer:
    """Stop a job for good. What it has stored stays."""
    found = await jobs.find(caller, job)
    await jobs.steer(caller, found, "cancel", jobs.handle(caller, job).cancel())
    return JobAnswer.model_validate(await jobs.find(caller, job))


@router.post("/{job}/pause", status_code=202, responses=_STEERED)
async def pause_job(job: UUID, caller: Writer, reason: Reason | None = None) -> JobAnswer:
    """Finish the step that runs, then wait."""
    found, why = await jobs.find(caller, job), reason.why if reason else ""
    doing = jobs.handle(caller, job).signal(VodWorkflow.pause, why)
    await jobs.steer(caller, found, "pause", doing)
    return JobAnswer.model_validate(await jobs.find(caller, job))


@router.post("/{job}/resume", status_code=202, responses=_STEERED)
async def resume_job(job: UUID, caller: Writer) -> JobAnswer:
    """Go on after a pause."""
    found = await jobs.find(caller, job)
    await jobs.steer(caller, found, "resume", jobs.handle(caller, job).signal(VodWorkflow.resume))
    return JobAnswer.model_validate(await jobs.find(caller, job))


@router.post("/{job}/retry", status_code=202, responses=_STEERED)
async def retry_job(job: UUID, caller: Writer) -> JobAnswer:
    """Run the failed step again, and everything after it."""
    found = await jobs.find(caller, job)
    jobs.check_failed(found)
    await jobs.steer(caller, found, "retry", jobs.handle(caller, job).signal(VodWorkflow.retry))
    return JobAnswer.model_validate(await jobs.find(caller, job))


@router.post("/{job}/approve", responses=_STEERED)
async def approve_clips(job: UUID, caller: Judge, verdict: Verdict | None = None) -> JobReport:
    """Approve clips that wait for it."""
    return await _decide(job, caller, "approve", verdict or Verdict())


@router.post("/{job}/reject", responses=_STEERED)
async def reject_clips(job: UUID, caller: Judge, verdict: Verdict | None = None) -> JobReport:
    """Reject clips that wait for approval."""
    return await _decide(job, caller, "reject", verdict or Verdict())


async def _decide(job: UUID, caller: Caller, update: str, verdict: Verdict) -> JobReport:
    found = await jobs.find(caller, job)
    decision = Decision(
        clips=tuple(str(clip) for clip in verdict.clips), by=str(caller.user), why=verdict.why
    )
    return await jobs.decide(caller, found, update, decision)


async def _source(caller: Caller, wanted: NewJob) -> SourceRef:
    """Return what a job shall be made of."""
    if (wanted.source is None) == (wanted.upload is None):
        raise ApiError(Code.INVALID, "give a source, which is a link, or an upload, and not both")
    if wanted.upload is not None:
        sent = await uploads.find_confirmed(caller, wanted.upload)
        title = wanted.title or PurePath(sent.filename).stem
        return SourceRef(kind=SourceKind.UPLOAD, location=sent.key, title=title)
    source = source_of(wanted.source or "", caller.services.settings)
    if source.kind is SourceKind.FILE:
        raise BlockedLinkError("the source is no link; give one with https://")
    return source.model_copy(update={"title": wanted.title})


def _check_names(options: JobOptions) -> None:
    """Raise UnknownPluginError when an option names something that there is not."""
    catalog.CAPTION_STYLES.check(options.caption_style)
    if options.layout is not None:
        catalog.LAYOUTS.check(options.layout)
    if options.transcriber is not None:
        catalog.TRANSCRIBERS.check(options.transcriber)
