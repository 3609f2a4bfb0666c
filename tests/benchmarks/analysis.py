"""All that happens to a recording before its clips are rendered, with an eye on memory.

Runs in a process of its own, which stands for the worker: it calls the activities as
a workflow does, and they start the process of each step as they always do.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import structlog
from temporalio.testing import ActivityEnvironment

from activities.diarize.activity import DiarizeActivities
from activities.face_track.activity import FaceTrackActivities
from activities.ingest import IngestRequest
from activities.ingest.activity import IngestActivities
from activities.listen.activity import ListenActivities
from activities.plan import PlanRequest
from activities.plan.activity import PlanActivities
from activities.scenes.activity import ScenesActivities
from activities.select import SelectRequest
from activities.select.activity import SelectActivities
from activities.topics.activity import TopicsActivities
from activities.transcribe.activity import TranscribeActivities
from core.bench import Bench
from core.domain.base import Value
from core.domain.job import JobOptions, SourceKind, SourceRef, StepName
from core.objects import FolderStore
from core.scratch import Scratch
from core.settings import settings
from tests.benchmarks.measure import Memory, peak
from workflows.analysis import Analyst, Place

WORKER = "worker"
"""The name of the process that runs the activities, among the steps."""

_JOB = "00000000-0000-0000-0000-000000000001"


class AnalysisTask(Value):
    source: str
    """A path."""


class Analysed(Value):
    duration: float
    """Seconds."""
    peaks: dict[str, int]
    """Bytes that each room held at most, and the worker."""


def analyse(task: AnalysisTask, report: Callable[[float], None]) -> Analysed:
    """Analyse a recording. What is stored goes with the working directory.

    Raises:
        ClippedError: what the activities raise.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    return asyncio.run(_analyse(task.source))


async def _analyse(source: str) -> Analysed:
    bench = Bench(FolderStore(Path("objects").absolute()), Scratch(Path("scratch").absolute()))
    memory = Memory()
    async with memory.watched():
        duration = await _clip_plans(bench, source)
    peaks = {WORKER: peak(psutil.Process())}
    for work, size in memory.peaks.items():
        room = work.split(".")[1]
        peaks[room] = max(size, peaks.get(room, 0))
    return Analysed(duration=duration, peaks=peaks)


async def _clip_plans(bench: Bench, source: str) -> float:
    """Plan the clips of a recording, and return its seconds."""
    run = ActivityEnvironment().run
    workspace = str(settings().workspace)
    origin = SourceRef(kind=SourceKind.FILE, location=source)
    media = await run(
        IngestActivities(bench).ingest, IngestRequest(workspace=workspace, job=_JOB, source=origin)
    )

    async def step(name: StepName, activity: Any, request: Any, *, place: Place) -> Any:
        return await run(getattr(_room(bench, activity), activity.__name__), request)

    options = JobOptions()
    analyst = Analyst(step, workspace, options=options, parallel_parts=2)
    found = await analyst.analyze(media)
    of = {"workspace": workspace, "content_hash": media.content_hash}
    selected = await run(
        SelectActivities(bench).select,
        SelectRequest(
            **of,
            duration=found.duration,
            transcript=found.transcript,
            scenes=found.scenes,
            sound=found.sound,
            topics=found.topics,
            faces=found.faces,
            max_clips=options.max_clips,
            min_seconds=options.min_seconds,
            max_seconds=options.max_seconds,
        ),
    )
    await run(
        PlanActivities(bench).plan_clips,
        PlanRequest(
            **of,
            job=_JOB,
            source=media.source,
            media=media.media,
            transcript=found.transcript,
            scenes=found.scenes,
            faces=found.faces,
            selection=selected.selection,
            caption_style=options.caption_style,
        ),
    )
    return found.duration


def _room(bench: Bench, activity: Any) -> Any:
    """Return the room whose activity that is."""
    rooms = (
        IngestActivities,
        TranscribeActivities,
        DiarizeActivities,
        ScenesActivities,
        FaceTrackActivities,
        ListenActivities,
        TopicsActivities,
    )
    name = activity.__qualname__.split(".")[0]
    return next(room(bench) for room in rooms if room.__name__ == name)
