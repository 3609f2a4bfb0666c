"""What a workspace uses, and what a job took."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import func
from sqlmodel import col, select

from api import jobs
from api.bodies import Answer
from api.errors import GUARDED, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from core.db.tables import Clip, ClipVersion, JobStep
from core.db.usage import tier_of, usage
from core.domain.clip import TokenUse
from core.domain.job import StepName

router = APIRouter(tags=["usage"])

Reader = Annotated[Caller, Depends(Needs(Permission.JOBS_READ))]


class UseAnswer(Answer):
    kind: str
    """``minutes`` of recordings in a month, ``storage`` in bytes, ``uploads`` begun in a day,
    ``members``, ``jobs`` that run, jobs that are ``waiting``; then what the month has cost."""
    used: float
    """With what is reserved for work that has not ended."""
    limit: float | None
    """None is no limit."""
    resets_at: datetime | None
    """When counting begins anew; None for never."""


class UsageAnswer(Answer):
    workspace: UUID
    tier: str
    uses: list[UseAnswer]


class StepUse(Answer):
    """All runs of one step on one kind of machine."""

    name: StepName
    device: Literal["cpu", "gpu"]
    runs: int
    cached: int
    """How many of them found their result already there."""
    seconds: float


class JobUsage(Answer):
    steps: list[StepUse]
    processor_seconds: float
    gpu_seconds: float
    tokens_in: int
    tokens_out: int
    dollars: float | None
    """For language models; None where the price of one is not known."""
    bytes: int
    """Of the clips, in all their versions."""


@router.get("/usage", responses=may_say(*GUARDED))
async def get_usage(caller: Reader) -> UsageAnswer:
    """Say what the workspace has used, and what it may use."""
    async with caller.rows() as rows:
        found = await usage(rows, caller.workspace)
        tier = await tier_of(rows, caller.workspace)
    uses = [UseAnswer.model_validate(one) for one in found]
    return UsageAnswer(workspace=caller.workspace, tier=tier, uses=uses)


@router.get("/jobs/{job}/usage", responses=may_say(*GUARDED))
async def get_job_usage(job: UUID, caller: Reader) -> JobUsage:
    """Say what a job took: machines, language models, storage."""
    await jobs.find(caller, job)
    sizes = (
        select(func.coalesce(func.sum(ClipVersion.size), 0))
        .join(Clip, col(Clip.id) == col(ClipVersion.clip_id))
        .where(Clip.job_id == job, col(Clip.deleted_at).is_(None))
    )
    query = select(JobStep).where(JobStep.job_id == job, col(JobStep.seconds).is_not(None))
    async with caller.rows() as rows:
        steps = list(await rows.scalars(query.order_by(col(JobStep.id))))
        size = await rows.scalar(sizes)
    used = [TokenUse.model_validate(one) for step in steps for one in step.used]
    return JobUsage(
        steps=_by_name(steps),
        processor_seconds=_seconds(steps, "cpu"),
        gpu_seconds=_seconds(steps, "gpu"),
        tokens_in=sum(one.tokens_in for one in used),
        tokens_out=sum(one.tokens_out for one in used),
        dollars=_dollars(used),
        bytes=int(size or 0),
    )


def _by_name(steps: Sequence[JobStep]) -> list[StepUse]:
    grouped: dict[tuple[str, str], list[JobStep]] = {}
    for step in steps:
        grouped.setdefault((step.name, step.device), []).append(step)
    return [
        StepUse(
            name=StepName(name),
            device="gpu" if device == "gpu" else "cpu",
            runs=len(runs),
            cached=sum(run.cached for run in runs),
            seconds=_seconds(runs, device),
        )
        for (name, device), runs in grouped.items()
    ]


def _seconds(steps: Sequence[JobStep], device: str) -> float:
    return round(sum(step.seconds or 0.0 for step in steps if step.device == device), 3)


def _dollars(used: Sequence[TokenUse]) -> float | None:
    costs = [one.cost for one in used]
    return None if None in costs else sum(cost for cost in costs if cost is not None)
