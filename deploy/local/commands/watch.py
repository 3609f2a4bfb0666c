"""Follow a job until it needs nobody's eyes any more."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from temporalio.client import RPCError, WorkflowFailureError, WorkflowHandle
from temporalio.client import WorkflowQueryFailedError as QueryFailedError

from core.domain.job import ClipState, JobState, StepName, StepState
from core.domain.report import ClipReport, JobReport, StepReport
from deploy.local.commands.session import System, console
from workflows import ids
from workflows.clip import ClipResult, ClipWorkflow

_POLL_SECONDS = 0.7
_MOST_REFUSALS = 60

RowKey = tuple[StepName, str | None, int | None, int]
"""Step, clip, part and round."""


@dataclass(frozen=True)
class View:
    """A job at one moment, with what runs at that moment."""

    report: JobReport
    running: dict[RowKey, float]
    """How much of each running step is done, 0..1."""


def settled(report: JobReport) -> bool:
    """Return whether the job waits for a person, or is over."""
    waits = report.state in {JobState.CLIPS_GENERATED, JobState.REVIEW} and any(
        clip.state in {ClipState.PLANNED, ClipState.READY} for clip in report.clips
    )
    return report.state.final or report.state is JobState.FAILED or waits


async def follow(system: System, job: UUID, *, auto: bool) -> AsyncIterator[View]:
    """Yield the job again and again, the last time when it is settled.

    Raises:
        WorkflowQueryFailedError: its workflow does not say how it stands, and not for a while.
    """
    refusals = 0
    while True:
        try:
            view = await look(system, job)
        except (RPCError, QueryFailedError) as error:  # a worker or the server is starting again
            refusals = refusals + 1 if isinstance(error, QueryFailedError) else 0
            if refusals == _MOST_REFUSALS:
                raise
            await asyncio.sleep(_POLL_SECONDS)
            continue
        refusals = 0
        yield view
        passing = auto and view.report.state is JobState.CLIPS_GENERATED
        if settled(view.report) and not passing:
            return
        await asyncio.sleep(_POLL_SECONDS)


async def look(system: System, job: UUID) -> View:
    """Return the job as it is now."""
    report = await system.report(job)
    running = await _progress(system, report.workflow_id, None)
    for clip in report.clips:
        if clip.state is ClipState.RENDERING:
            workflow_id = ids.clip(report.workspace, clip.clip_id, clip.version)
            running |= await _progress(system, workflow_id, clip.clip_id)
    return View(report=report, running=running)


async def follow_clip(system: System, job: str, clip: ClipReport) -> AsyncIterator[View]:
    """Yield a clip that is rendered by itself again and again, the last time when it is over."""
    workflow_id = ids.clip(str(system.workspace), clip.clip_id, clip.version)
    handle: WorkflowHandle[ClipWorkflow, ClipResult] = system.client.get_workflow_handle_for(
        ClipWorkflow.run, workflow_id
    )
    ended = asyncio.create_task(_ended(handle))
    try:
        while True:
            over = ended.done()
            with suppress(RPCError, QueryFailedError):  # a worker or the server starts again
                told = await handle.query(ClipWorkflow.progress)
                report = JobReport(
                    workspace=str(system.workspace),
                    job=job,
                    workflow_id=workflow_id,
                    state=JobState.RENDERING,
                    steps=told.steps,
                    clips=(told.clip,),
                )
                running = await _progress(system, workflow_id, clip.clip_id)
                yield View(report=report, running=running)
                if over:
                    return
            await asyncio.wait([ended], timeout=_POLL_SECONDS)
    finally:
        ended.cancel()


async def _ended(handle: WorkflowHandle[ClipWorkflow, ClipResult]) -> None:
    """Return when a workflow is over, however it ended."""
    with suppress(WorkflowFailureError):
        await handle.result()


async def _progress(system: System, workflow_id: str, clip_id: str | None) -> dict[RowKey, float]:
    """Return what the running steps of a workflow say in their heartbeats."""
    try:
        described = await system.client.get_workflow_handle(workflow_id).describe()
    except RPCError:  # a clip whose workflow has not started yet
        return {}
    found = {}
    for pending in described.raw_description.pending_activities:
        step, _, round_ = pending.activity_id.partition("-")
        name, _, part = step.partition(".")
        if name not in StepName.__members__.values():
            continue
        payloads = pending.heartbeat_details.payloads
        details = json.loads(payloads[0].data) if payloads else {}
        key = (StepName(name), clip_id, int(part) if part else None, int(round_ or 1))
        found[key] = float(details.get("progress", 0.0))
    return found


class Bars:
    """One progress bar per step, on standard error."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
            console=console,
        )
        self._tasks: dict[RowKey, TaskID] = {}

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @staticmethod
    @contextmanager
    def plain(text: str) -> Iterator[Callable[[float], None]]:
        """Give a function that shows how much of one thing is done, 0..1."""
        with Progress(
            TextColumn("{task.description}"), BarColumn(bar_width=28), console=console
        ) as progress:
            task = progress.add_task(text, total=1.0)
            yield lambda fraction: progress.update(task, completed=fraction)

    def show(self, view: View) -> None:
        """Bring the bars to what the view says."""
        titles = {clip.clip_id: clip for clip in view.report.clips}
        for step in view.report.steps:
            done = step.state is StepState.COMPLETED
            key = (step.name, step.clip_id, step.part, step.round)
            fraction = 1.0 if done else view.running.get(key, 0.0)
            self._update(key, label(step, titles), fraction, _note(step))

    def _update(self, key: RowKey, text: str, fraction: float, note: str) -> None:
        if key not in self._tasks:
            self._tasks[key] = self._progress.add_task(text, total=1.0, note=note)
        task = self._tasks[key]
        self._progress.update(task, completed=fraction, note=note)
        if fraction >= 1.0:
            self._progress.stop_task(task)


def label(step: StepReport, clips: dict[str, ClipReport]) -> str:
    """Return what a step is called on a screen: with the clip that it works for."""
    name = step.name.value.replace("_", " ")
    if step.part is not None:
        return f"{name}, part {step.part}"
    if step.clip_id is None or step.clip_id not in clips:
        return name
    return f"{name} “{clips[step.clip_id].title[:32]}”"


def _note(step: StepReport) -> str:
    if step.error:
        return f"{step.state.value}: {step.error}"
    if step.ran is None:
        return ""
    parts = [step.ran.engine, "cached" if step.ran.cached else "", step.ran.note]
    return " · ".join(part for part in parts if part)
