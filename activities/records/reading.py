"""Rows of the tables as reports, also of jobs that Temporal has forgotten."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from activities.records.versions import told
from core.db.tables import Clip, Job, JobStep
from core.domain.clip import TokenUse
from core.domain.job import JobState, Ran, StepName, StepState
from core.domain.report import ClipReport, JobReport, StepReport


async def read_rows(session: AsyncSession, job: Job) -> tuple[Sequence[Clip], Sequence[JobStep]]:
    """Return the clips of a job that nobody deleted, best first, and every step."""
    clips = select(Clip).where(Clip.job_id == job.id, col(Clip.deleted_at).is_(None))
    steps = select(JobStep).where(JobStep.job_id == job.id).order_by(col(JobStep.id))
    best = await session.scalars(clips.order_by(col(Clip.score).desc(), col(Clip.id)))
    return best.all(), (await session.scalars(steps)).all()


async def read_report(session: AsyncSession, job: Job) -> JobReport:
    """Return how a job stood when its workflow told the tables last, with its clips as they are."""
    clips, steps = await read_rows(session, job)
    reports = tuple(map(_step, steps))
    return JobReport(
        workspace=str(job.workspace_id),
        job=str(job.id),
        state=JobState(job.state),
        steps=reports,
        clips=tuple(_clip(clip, reports) for clip in clips),
        **job.model_dump(include={"workflow_id", "paused", "title", "error", "note", "artifacts"}),
    )


def _clip(row: Clip, steps: tuple[StepReport, ...]) -> ClipReport:
    """Return a clip; why it failed is what its last step said."""
    errors = [step.error for step in steps if step.clip_id == str(row.id)]
    return ClipReport(clip_id=str(row.id), error=errors[-1] if errors else "", **told(row))


def _step(row: JobStep) -> StepReport:
    return StepReport(
        name=StepName(row.name),
        clip_id=str(row.clip_id) if row.clip_id else None,
        state=StepState(row.state),
        ran=_ran(row),
        **row.model_dump(include={"part", "round", "output_key", "error"}),
    )


def _ran(row: JobStep) -> Ran | None:
    if row.started_at is None or row.seconds is None:
        return None
    return Ran(
        started=row.started_at.timestamp(),
        used=tuple(map(TokenUse.model_validate, row.used)),
        **row.model_dump(
            include={"engine", "worker", "attempt", "seconds", "cached", "note", "device"}
        ),
    )
