"""A job on paper: as JSON, as a table, as files with names that people understand."""

import asyncio
import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from rich.table import Table

from core.domain.artifact import Artifact
from core.domain.job import ClipState
from core.domain.report import ClipReport, JobReport
from core.objects import ObjectStore
from deploy.local.commands.findings import Findings
from deploy.local.commands.refusal import CommandError, Exit

Files = dict[str, str]
"""Paths by what they are: path, thumbnail, captions, plan, and the thumbnails to choose from."""

_KINDS = {
    "path": ("clip_key", ".mp4"),
    "thumbnail": ("thumbnail_key", ".jpg"),
    "captions": ("captions_key", ".ass"),
    "plan": ("plan_key", ".plan.json"),
}
SUFFIXES = {kind: suffix for kind, (_, suffix) in _KINDS.items()}
"""How the name of a file of each kind ends."""

_OFFERED = ("thumbnail 1", "thumbnail 2", "thumbnail 3")


class JobRow(Protocol):
    """A job in a list, as the database and the API both tell it."""

    id: UUID
    paused: bool
    title: str
    source: str
    error: str
    created_at: datetime

    @property
    def state(self) -> str: ...


def job_row(job: JobRow) -> dict[str, Any]:
    """Return a job as ``jobs --json`` lists it."""
    return {
        "job": str(job.id),
        "state": str(job.state),
        "paused": job.paused,
        "title": job.title or job.source,
        "source": job.source,
        "error": job.error,
        "created_at": job.created_at.isoformat(),
    }


async def export(store: ObjectStore, report: JobReport, folder: Path) -> dict[str, Files]:
    """Copy the files of every finished clip to a folder, and return their paths by clip id."""
    return {clip.clip_id: await _copy(store, clip, stem) for clip, stem in stems(report, folder)}


def done(report: JobReport) -> list[ClipReport]:
    """Return the clips that are finished."""
    return [one for one in report.clips if one.state in {ClipState.READY, ClipState.APPROVED}]


def finished(report: JobReport, number: int) -> ClipReport:
    """Return a finished clip by its number, from 1.

    Raises:
        CommandError: there is none.
    """
    found = dict(enumerate(report.clips, start=1)).get(number)
    if found is None or not (found.clip_key or found in done(report)):
        raise CommandError(f"the job has no finished clip {number}", Exit.USAGE)
    return found


def stems(report: JobReport, folder: Path) -> list[tuple[ClipReport, Path]]:
    """Return every finished clip with the path of its files, without how their names end."""
    several = len({clip.format for clip in done(report)}) > 1
    found = []
    for number, clip in enumerate(done(report), start=1):
        shape = f"-{clip.format.replace(':', 'x')}" if several else ""
        stem = f"{number:02d}-{slug(clip.title) or 'clip'}{shape}"
        found.append((clip, Path.cwd() / folder / stem))
    return found


async def _copy(store: ObjectStore, clip: ClipReport, stem: Path) -> Files:
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths: Files = {}
    for kind, (key, suffix) in _named(clip).items():
        async with store.local(Artifact(key=key, size=0)) as path:
            target = stem.with_name(stem.name + suffix)
            await asyncio.to_thread(shutil.copyfile, path, target)
            paths[kind] = str(target)
    return paths


def _named(clip: ClipReport) -> dict[str, tuple[str, str]]:
    """Return the key of every file of a clip, and how its name ends."""
    keys = {kind: (getattr(clip, field), suffix) for kind, (field, suffix) in _KINDS.items()}
    offered = zip(_OFFERED, clip.thumbnails, strict=False)
    for number, (kind, one) in enumerate(offered, start=1):
        keys[kind] = one.key, ".jpg" if one.key == clip.thumbnail_key else f"-{number}.jpg"
    return {kind: (key, suffix) for kind, (key, suffix) in keys.items() if key}


def stored(store: ObjectStore, report: JobReport) -> dict[str, Files]:
    """Return where the files of every clip are in the store, by clip id."""
    return {
        clip.clip_id: {kind: store.where(key) for kind, (key, _) in _named(clip).items()}
        for clip in report.clips
    }


def slug(text: str) -> str:
    """Return a text as a file name: letters and digits of any script, joined by dashes."""
    return re.sub(r"\W+", "-", text.lower()).strip("-_")[:50].rstrip("-_")


def as_json(
    report: JobReport, files: Mapping[str, Files], findings: Findings | None = None
) -> dict[str, Any]:
    """Return the job as ``--json`` writes it, with what was found out where that is known."""
    found = findings or Findings()
    judged = found.judged(report.job)
    return {
        "job": report.job,
        "workflow_id": report.workflow_id,
        "state": report.state.value,
        "paused": report.paused,
        "title": report.title,
        "error": report.error,
        "engines": engines(report),
        "notes": notes(report),
        "steps": [
            {
                "name": step.name.value,
                "clip": step.clip_id,
                "part": step.part,
                "round": step.round,
                "attempt": step.ran.attempt if step.ran else None,
                "seconds": step.ran.seconds if step.ran else None,
                "cached": step.ran.cached if step.ran else False,
                "state": step.state.value,
                "error": step.error,
            }
            for step in report.steps
        ],
        "speakers": found.speakers(),
        "topics": found.subjects(),
        "clips": [
            _clip(clip, files.get(clip.clip_id, {})) | judged.get(clip.clip_id, {})
            for clip in report.clips
        ],
    }


def engines(report: JobReport) -> dict[str, str]:
    """Return what did each step."""
    return {step.name.value: step.ran.engine for step in report.steps if step.ran}


def notes(report: JobReport) -> dict[str, str]:
    """Return what the person should know of each step, those of its parts in one."""
    said: dict[str, list[str]] = {}
    for step in report.steps:
        if step.ran and step.ran.note and step.ran.note not in said.get(step.name.value, []):
            said.setdefault(step.name.value, []).append(step.ran.note)
    return {name: "; ".join(lines) for name, lines in said.items()}


def _clip(clip: ClipReport, files: Files) -> dict[str, Any]:
    return {
        "id": clip.clip_id,
        "state": clip.state.value,
        "title": clip.title,
        "start": round(clip.start, 3),
        "end": round(clip.end, 3),
        "score": round(clip.score, 1),
        "format": clip.format or None,
        "loudness": clip.loudness,
        **{kind: files.get(kind) for kind in _KINDS},
        "thumbnails": [files[kind] for kind in _OFFERED if kind in files],
    }


def clip_table(report: JobReport, files: Mapping[str, Files]) -> Table:
    """Return the clips as people read them."""
    table = Table("#", "clip", "title", "from", "to", "score", "state")
    table.add_column("file", overflow="fold")
    for number, clip in enumerate(report.clips, start=1):
        table.add_row(
            str(number),
            clip.clip_id[:8],
            clip.title,
            clock(clip.start),
            clock(clip.end),
            f"{clip.score:.0f}",
            clip.state.value,
            _short(files.get(clip.clip_id, {}).get("path", "")),
            style="dim" if clip.state is ClipState.REJECTED else None,
        )
    return table


def _short(path: str) -> str:
    """Return a path as seen from here, where that is shorter."""
    here = f"{Path.cwd()}/"
    return path.removeprefix(here)


def step_table(report: JobReport) -> Table:
    """Return the steps as people read them."""
    table = Table("step", "state", "engine", "attempt", "seconds", "note", title=report.title)
    clips = {clip.clip_id: clip.title for clip in report.clips}
    for step in report.steps:
        ran = step.ran
        table.add_row(
            step.name.value + (f" · {clips.get(step.clip_id, '')[:24]}" if step.clip_id else ""),
            step.state.value,
            ran.engine + (" (cached)" if ran.cached else "") if ran else "",
            str(ran.attempt) if ran else "",
            f"{ran.seconds:.1f}" if ran else "",
            step.error or (ran.note if ran else ""),
        )
    return table


def clock(seconds: float) -> str:
    """Return a time as ``1:02:03.4``, without hours when there are none."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:04.1f}" if hours else f"{minutes}:{rest:04.1f}"
