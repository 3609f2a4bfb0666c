"""The versions of clips: what people and programs made of them, all of it kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from core.db.tables import Clip, ClipVersion, JobStep
from core.domain.job import ClipState
from core.domain.plan import ClipPlan
from core.domain.report import ClipReport, Thumbnail

_FILES = ("clip_key", "captions_key", "thumbnail_key", "spec_key")


async def versions(session: AsyncSession, clip: UUID) -> list[ClipVersion]:
    """Return every version of a clip, the first one first."""
    query = select(ClipVersion).where(ClipVersion.clip_id == clip)
    return list(await session.scalars(query.order_by(col(ClipVersion.version))))


async def rounds(session: AsyncSession, clip: Clip) -> int:
    """Return how often a clip was rendered, or was tried to be."""
    of_clip = (JobStep.job_id == clip.job_id, JobStep.clip_id == clip.id)
    query = select(func.max(JobStep.round)).where(*of_clip)
    return int(await session.scalar(query) or 0)


async def add_version(
    session: AsyncSession,
    clip: Clip,
    *,
    newest: int,
    base: int,
    plan_key: str,
    operations: Sequence[dict[str, Any]],
) -> int | None:
    """Add a version of a clip after the newest one, and return its number.

    ``base`` is the version whose plan was changed by ``operations``. To add the same again
    changes nothing. None means that ``newest`` is not the newest version any more: somebody
    else was faster.
    """
    values = {
        "clip_id": clip.id,
        "version": newest + 1,
        "workspace_id": clip.workspace_id,
        "base": base,
        "operations": list(operations),
        "state": ClipState.PLANNED.value,
        "plan_key": plan_key,
        **dict.fromkeys(_FILES, ""),
    }
    await session.execute(insert(ClipVersion).values(values).on_conflict_do_nothing())
    kept = await session.get_one(ClipVersion, (clip.id, newest + 1))
    return kept.version if (kept.plan_key, kept.base) == (plan_key, base) else None


def told(row: Clip) -> dict[str, Any]:
    """Return what the row of a clip says that a report says as well."""
    names = ClipReport.model_fields.keys() & Clip.model_fields.keys()
    return {
        **{name: getattr(row, name) for name in names},
        "state": ClipState(row.state),
        "thumbnails": tuple(map(Thumbnail.model_validate, row.thumbnails)),
    }


def planned(row: Clip, *, version: int, plan_key: str, **shown: object) -> ClipReport:
    """Return a version of a clip as it is before it is rendered; ``shown`` is what it shows."""
    return ClipReport.model_validate(
        {
            **told(row),
            **dict.fromkeys(_FILES, ""),
            "thumbnails": (),
            "clip_id": str(row.id),
            "version": version,
            "plan_key": plan_key,
            "loudness": None,
            **shown,
        }
    )


def shown(plan: ClipPlan) -> dict[str, object]:
    """Return the title of a plan, and from when to when it shows its source."""
    return {
        "title": plan.title,
        "start": min(span.start for span in plan.spans),
        "end": max(span.end for span in plan.spans),
    }
