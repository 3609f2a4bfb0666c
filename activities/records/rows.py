"""Reports as rows of the tables."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from activities.records.contract import Changes, JobRow
from core.domain.report import ClipReport, StepReport

_FILES = ("clip_key", "captions_key", "thumbnail_key", "spec_key")


def job_values(changes: Changes, row: JobRow) -> dict[str, Any]:
    """Return the columns of a job."""
    return {
        "id": UUID(changes.job),
        "workspace_id": UUID(changes.workspace),
        "workflow_id": row.workflow_id,
        "mode": row.mode,
        "source_kind": row.source.kind.value,
        "source": row.source.location,
        "title": row.title,
        "state": row.state.value,
        "paused": row.paused,
        "error": row.error,
        "note": row.note,
        "options": json.loads(row.options),
        "created_by": UUID(row.created_by) if row.created_by else None,
        "content_hash": row.content_hash,
        "artifacts": row.artifacts,
    }


def step_values(changes: Changes, step: StepReport) -> dict[str, Any]:
    """Return the columns of a step."""
    ran = step.ran
    return {
        "workspace_id": UUID(changes.workspace),
        "job_id": UUID(changes.job),
        "clip_id": UUID(step.clip_id) if step.clip_id else None,
        "name": step.name.value,
        "part": step.part,
        "round": step.round,
        "state": step.state.value,
        "engine": ran.engine if ran else "",
        "worker": ran.worker if ran else "",
        "attempt": ran.attempt if ran else 0,
        "started_at": _time(ran.started) if ran else None,
        "ended_at": _time(ran.started + ran.seconds) if ran else None,
        "seconds": ran.seconds if ran else None,
        "cached": ran.cached if ran else False,
        "progress": 1.0 if ran else 0.0,
        "output_key": step.output_key,
        "note": ran.note if ran else "",
        "error": step.error,
        "device": ran.device if ran else "cpu",
        "used": [use.model_dump() for use in ran.used] if ran else [],
    }


def clip_values(changes: Changes, clip: ClipReport) -> dict[str, Any]:
    """Return the columns of a clip."""
    values = clip.model_dump(exclude={"clip_id", "error"})
    return values | {
        "id": UUID(clip.clip_id),
        "workspace_id": UUID(changes.workspace),
        "job_id": UUID(changes.job),
        "state": clip.state.value,
    }


def version_values(changes: Changes, clip: ClipReport) -> dict[str, Any]:
    """Return the columns of the version of a clip that a report is about."""
    row = clip_values(changes, clip)
    kept = ("version", "workspace_id", "state", "size", "loudness", "plan_key", "thumbnails")
    return {
        "clip_id": row["id"],
        "operations": [],
        **{name: row[name] for name in (*kept, *_FILES)},
    }


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
