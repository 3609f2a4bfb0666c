"""What other programs are told of, read off what a workflow tells."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.records.contract import Changes, JobRow
from core.domain.job import ClipState, JobState
from core.domain.report import ClipReport
from core.domain.webhook import EventKind

_JOB_KINDS = {
    JobState.REVIEW: EventKind.JOB_REVIEW,
    JobState.COMPLETED: EventKind.JOB_COMPLETED,
    JobState.FAILED: EventKind.JOB_FAILED,
    JobState.CANCELLED: EventKind.JOB_CANCELLED,
}
_CLIP_KINDS = {
    ClipState.READY: EventKind.CLIP_READY,
    ClipState.APPROVED: EventKind.CLIP_APPROVED,
    ClipState.REJECTED: EventKind.CLIP_REJECTED,
}

# With everything else, far below the 20 kB that Standard Webhooks recommends.
_MAX_TEXT = 1000


@dataclass(frozen=True)
class Event:
    """Something that happened once, however often it is told."""

    kind: EventKind
    key: str
    """The same for the same event, and for no other one of the workspace."""
    data: dict[str, Any]

    def body(self, at: datetime) -> dict[str, Any]:
        """Return it in the form of Standard Webhooks."""
        return {"type": self.kind.value, "timestamp": at.isoformat(), "data": self.data}


def events(changes: Changes) -> list[Event]:
    """Return what has happened when a job and its clips stand as they are told to."""
    of_job = (event for row in _rows(changes) for event in _of_job(changes, row))
    of_clips = (event for clip in changes.clips for event in _of_clip(changes, clip))
    return [*of_job, *of_clips]


def _rows(changes: Changes) -> Iterator[JobRow]:
    """Return the job's row as it was after every turn."""
    if changes.row is not None:
        for turn in changes.turns:
            yield changes.row.model_copy(update=turn.model_dump())
        yield changes.row


def _of_job(changes: Changes, row: JobRow) -> Iterator[Event]:
    kind = _JOB_KINDS.get(row.state)
    if row.state is JobState.CLIPS_GENERATED and not json.loads(row.options).get("auto", True):
        kind = EventKind.JOB_REVIEW
    if kind is None:
        return
    key = f"{changes.job}:{row.state.value}:{row.failures}"
    data = {
        **_whose(changes),
        "state": row.state.value,
        "title": row.title[:_MAX_TEXT],
        "error": row.error[:_MAX_TEXT],
    }
    yield Event(kind, key, data)


def _of_clip(changes: Changes, clip: ClipReport) -> Iterator[Event]:
    kind = _CLIP_KINDS.get(clip.state)
    # A moment that is chosen or dropped before it was rendered is no clip yet.
    if kind is None or not clip.clip_key:
        return
    told = clip.model_dump(include={"clip_id", "version", "start", "end", "score"})
    data = {
        **_whose(changes),
        **told,
        "state": clip.state.value,
        "title": clip.title[:_MAX_TEXT],
    }
    yield Event(kind, f"{clip.clip_id}:{clip.version}:{clip.state.value}", data)


def _whose(changes: Changes) -> dict[str, str]:
    return {"workspace_id": changes.workspace, "job_id": changes.job}
