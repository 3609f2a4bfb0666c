"""A job as the API tells it, in the words of a report."""

from collections.abc import Sequence

from core.domain.job import ClipState, JobState, Ran, StepName, StepState
from core.domain.report import ClipReport, JobReport, StepReport
from deploy.client import models
from deploy.local.commands.watch import RowKey


def report_of(
    job: models.JobAnswer, steps: Sequence[models.StepAnswer], clips: Sequence[models.ClipAnswer]
) -> JobReport:
    """Return the report of a job. What only its own machine needs, such as keys, is empty."""
    return JobReport(
        workspace="",
        job=str(job.id),
        workflow_id="",
        state=JobState(job.state.value),
        paused=job.paused,
        title=job.title or job.source,
        error=job.error,
        steps=tuple(map(step_of, steps)),
        clips=tuple(map(_clip, clips)),
    )


def running_of(steps: Sequence[models.StepAnswer]) -> dict[RowKey, float]:
    """Return how much of each running step is done, 0..1."""
    return {
        (StepName(step.name.value), _id(step), step.part, step.round): step.progress
        for step in steps
        if step.state is models.StepState.RUNNING
    }


def step_of(step: models.StepAnswer) -> StepReport:
    """Return a step in the words of a report."""
    return StepReport(
        name=StepName(step.name.value),
        clip_id=_id(step),
        part=step.part,
        round=step.round,
        state=StepState(step.state.value),
        ran=_ran(step),
        error=step.error,
    )


def _ran(step: models.StepAnswer) -> Ran | None:
    if step.seconds is None:
        return None
    return Ran(
        engine=step.engine,
        worker=step.worker,
        attempt=step.attempt,
        started=step.started_at.timestamp() if step.started_at else 0.0,
        seconds=step.seconds,
        cached=step.cached,
        note=step.note,
    )


def _clip(clip: models.ClipAnswer) -> ClipReport:
    return ClipReport(
        clip_id=str(clip.id),
        version=clip.version,
        state=ClipState(clip.state.value),
        title=clip.title,
        start=clip.start,
        end=clip.end,
        score=clip.score,
        format=clip.format,
        plan_key="",
        loudness=clip.loudness,
    )


def _id(step: models.StepAnswer) -> str | None:
    return str(step.clip_id) if step.clip_id else None
