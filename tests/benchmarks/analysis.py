"""All that happens to a recording before its clips are rendered, with an eye on memory.

Runs in a process of its own, which stands for the worker: it calls the activities as
a workflow does, and they start the process of each step as they always do. Of a recording
in parts the one in the middle is looked at; what is found in it stands for what is found in
every other, so that the steps on the whole get as much as such a recording gives.
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
    """A path. The file is gone afterwards."""


class Analysed(Value):
    peaks: dict[str, int]
    """Bytes that the processes of each step held at most, and the worker."""


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
        await _clip_plans(bench, Path(source))
    steps = {_step(work): size for work, size in memory.peaks.items()}
    return Analysed(peaks={**steps, WORKER: peak(psutil.Process())})


def _step(work: str) -> str:
    """Return the room and the function of ``activities.ROOM.work:FUNCTION``."""
    place, _, function = work.partition(":")
    return f"{place.split('.')[1]} {function}"


async def _clip_plans(bench: Bench, source: Path) -> None:
    """Plan the clips of a recording."""
    run = ActivityEnvironment().run
    workspace = str(settings().workspace)
    origin = SourceRef(kind=SourceKind.FILE, location=str(source))
    media = await run(
        IngestActivities(bench).ingest, IngestRequest(workspace=workspace, job=_JOB, source=origin)
    )
    source.unlink()
    middle = media.parts[len(media.parts) // 2]

    async def step(name: StepName, activity: Any, request: Any, *, place: Place) -> Any:
        part = getattr(request, "part", None)
        if part is not None:
            request = request.model_copy(update={"part": middle})
        result = await run(getattr(_room(bench, activity), activity.__name__), request)
        return result.model_copy(update={"part": part}) if name is StepName.PREPARE else result

    options = JobOptions()
    # With one part after the other, all but the first find what is stored already.
    analyst = Analyst(step, workspace, options=options, parallel_parts=1)
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
