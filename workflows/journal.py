"""What a workflow knows of its own steps and clips, and how it tells the tables."""

import asyncio
from typing import NamedTuple

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.records import Announced, Changes, JobRow, Turn
    from activities.records.activity import RecordActivities
    from core.domain.job import ClipState, JobState, Ran, StepName, StepState
    from core.domain.report import ClipReport, StepReport
    from workflows import timetable
    from workflows.announcing import deliver

# Keeps one write well below the payload limit.
_ROWS_PER_WRITE = 12
_TURNS_PER_WRITE = 10
_MAX_ERROR = 400


class StepKey(NamedTuple):
    """What tells one run of a step from all others of a job."""

    name: StepName
    clip_id: str | None
    part: int | None
    round: int


class Journal:
    """Steps and clips in the order in which they began, written down as they change.

    Writes happen one after the other beside the work, never in its way: what
    changes while a write is under way goes into the next one. A write begins as soon as
    something changed, not when everything that came at once was looked at: what came one
    after the other the first time may come at once when the history is replayed.
    """

    def __init__(self, workspace: str, job: str, *, rounds: int = 0) -> None:
        """``rounds`` is how often its steps were done before, by workflows that are over."""
        self._workspace = workspace
        self._rounds = rounds
        self._job = job
        self._steps: dict[StepKey, StepReport] = {}
        self._clips: dict[str, ClipReport] = {}
        self._new_steps: dict[StepKey, StepReport] = {}
        self._new_clips: dict[str, ClipReport] = {}
        self._new_row: JobRow | None = None
        self._turns: list[Turn] = []
        self._writing: asyncio.Task[None] | None = None

    @property
    def steps(self) -> tuple[StepReport, ...]:
        return tuple(self._steps.values())

    @property
    def clips(self) -> tuple[ClipReport, ...]:
        return tuple(self._clips.values())

    def clip(self, clip_id: str) -> ClipReport:
        return self._clips[clip_id]

    def begin(self, name: StepName, clip_id: str | None = None, part: int | None = None) -> StepKey:
        """Note that a step begins, and return the key of this round of it."""
        rounds = [key for key in self._steps if key[:3] == (name, clip_id, part)]
        key = StepKey(name, clip_id, part, self._rounds + len(rounds) + 1)
        self._note(key, StepReport(name=name, clip_id=clip_id, part=part, round=key.round))
        return key

    def complete(self, key: StepKey, ran: Ran, output_key: str) -> None:
        update = {"state": StepState.COMPLETED, "ran": ran, "output_key": output_key}
        self._note(key, self._steps[key].model_copy(update=update))

    def stop(self, key: StepKey, state: StepState, error: str) -> None:
        """Note that a step ended without a result."""
        self._note(key, self._steps[key].model_copy(update={"state": state, "error": error}))

    def adopt(self, steps: tuple[StepReport, ...]) -> None:
        """Take over steps that another workflow did and wrote down itself."""
        for step in steps:
            self._steps[StepKey(step.name, step.clip_id, step.part, step.round)] = step

    def put(self, clip: ClipReport) -> None:
        self._clips[clip.clip_id] = self._new_clips[clip.clip_id] = clip

    def mark(self, clip_id: str, state: ClipState, error: str = "") -> None:
        self.put(self._clips[clip_id].model_copy(update={"state": state, "error": error}))

    def tell(self, row: JobRow) -> None:
        """Note what the job's own row shall say. A state that it leaves is not forgotten."""
        last = self._new_row
        if last is not None and (last.state, last.failures) != (row.state, row.failures):
            error = last.error[:_MAX_ERROR]
            self._turns.append(Turn(state=last.state, failures=last.failures, error=error))
        self._new_row = row

    def write(self) -> None:
        """Write down what changed, now or when the write that is under way has ended."""
        if self._writing is None and self._changed():
            writing = workflow.start_activity_method(
                RecordActivities.record, self._take(), **timetable.RECORD
            )
            self._writing = asyncio.create_task(self._end(writing))

    async def written(self) -> None:
        """Return when everything has been written down."""
        self.write()
        await workflow.wait_condition(lambda: self._writing is None and not self._changed())

    def _note(self, key: StepKey, step: StepReport) -> None:
        self._steps[key] = self._new_steps[key] = step

    def _changed(self) -> bool:
        return bool(self._new_row or self._new_steps or self._new_clips)

    async def _end(self, writing: workflow.ActivityHandle[Announced | None]) -> None:
        """Tell subscribers what a write announced, and begin the next one."""
        announced = await writing
        if announced is not None:
            await deliver(self._workspace, announced)
        self._writing = None
        self.write()

    def _take(self) -> Changes:
        row, self._new_row = self._new_row, None
        turns, self._turns = self._turns[-_TURNS_PER_WRITE:], []
        steps = [self._new_steps.pop(k) for k in list(self._new_steps)[:_ROWS_PER_WRITE]]
        room = _ROWS_PER_WRITE - len(steps)
        clips = [self._new_clips.pop(k) for k in list(self._new_clips)[:room]]
        return Changes(
            workspace=self._workspace,
            job=self._job,
            row=row,
            turns=tuple(turns),
            steps=tuple(steps),
            clips=tuple(clips),
        )


def headline(state: JobState, *, paused: bool, why: str) -> str:
    """Return one line of Markdown that says where a job stands."""
    flag = " (paused)" if paused else ""
    return f"**{state.value}{flag}**" + (f": {why}" if why else "")


def page(title: str, steps: tuple[StepReport, ...], clips: tuple[ClipReport, ...]) -> str:
    """Return a report in Markdown, for the details that Temporal's page shows."""
    lines = [title, ""]
    if steps:
        lines += ["| step | state | engine | attempt | seconds |", "|---|---|---|--:|--:|"]
        lines += [_step_line(step) for step in steps if step.clip_id is None]
    if clips:
        lines += ["", "| clip | state | from | to | score |", "|---|---|--:|--:|--:|"]
        lines += [
            f"| {_cell(c.title)} | {c.state.value} | {c.start:.1f} | {c.end:.1f} | {c.score:.0f} |"
            for c in clips
        ]
    return "\n".join(lines)


def _step_line(step: StepReport) -> str:
    ran = step.ran
    state = f"{step.state.value}: {_cell(step.error)}" if step.error else step.state.value
    name = step.name.value if step.part is None else f"{step.name.value} {step.part}"
    if ran is None:
        return f"| {name} | {state} | | | |"
    engine = f"{ran.engine} (cached)" if ran.cached else ran.engine
    return f"| {name} | {state} | {engine} | {ran.attempt} | {ran.seconds:.1f} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
