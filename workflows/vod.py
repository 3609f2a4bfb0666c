"""One recording in, its best clips out."""

import asyncio
from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import (
    ChildWorkflowError,
    FailureError,
    is_cancelled_exception,
)
from temporalio.types import MethodAsyncSingleParam
from temporalio.workflow import ChildWorkflowCancellationType, ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.ingest import IngestRequest, IngestResult
    from activities.ingest.activity import IngestActivities
    from activities.plan import PlannedClip, PlanRequest, PlanResult
    from activities.plan.activity import PlanActivities
    from activities.records import JobRow
    from activities.select import SelectRequest
    from activities.select.activity import SelectActivities
    from core.domain.artifact import Artifact
    from core.domain.base import Value
    from core.domain.job import ClipState, JobOptions, JobState, SourceRef, StepName
    from core.domain.report import ClipReport, JobReport
    from core.queues import Queue
    from core.temporal import JOB, KIND, WORKSPACE
    from workflows import ids
    from workflows.analysis import Analysis, Analyst, Place
    from workflows.clip import ClipRequest, ClipResult, ClipWorkflow, Revision
    from workflows.control import R, V, reason, together
    from workflows.journal import Journal, headline, page
    from workflows.place import Placed


class VodRequest(Value):
    workspace: str
    job: str
    """UUID."""
    source: SourceRef
    options: JobOptions = JobOptions()
    created_by: str = ""
    """UUID of the person who asked for it; empty for nobody who has an account."""
    parallel_clips: int = 4
    """Clips that are rendered at once."""
    parallel_parts: int = 4
    """Parts of a long source that are worked on at once."""
    longest_hours: float = 4.0
    """The longest source that the operator accepts."""
    patience: float = 1.0
    """Factor on the waits between attempts."""


class VodResult(Value):
    state: JobState
    clips: tuple[str, ...]
    """Ids of the clips that are there, best first."""


@workflow.defn
class VodWorkflow(Placed):
    """A recording on its way to captioned vertical clips."""

    @workflow.init
    def __init__(self, request: VodRequest) -> None:
        journal = Journal(request.workspace, request.job)
        super().__init__(journal, workspace=request.workspace, auto=request.options.auto)
        self._request = request
        self._title = request.source.title
        self._content_hash = ""
        self._artifacts: dict[str, str] = {}
        self._edited: dict[str, Revision] = {}
        self._slots = asyncio.Semaphore(request.parallel_clips)
        self._analyst = Analyst(
            self._step,
            request.workspace,
            options=request.options,
            parallel_parts=request.parallel_parts,
        )

    @workflow.query(description="The job's state, steps and clips.")
    def progress(self) -> JobReport:
        return JobReport(
            workspace=self._request.workspace,
            job=self._request.job,
            workflow_id=workflow.info().workflow_id,
            state=self.state,
            paused=self._paused,
            title=self._title,
            error=self.error,
            note=self._note,
            steps=self._journal.steps,
            clips=self._journal.clips,
            artifacts=self._artifacts,
        )

    @workflow.signal(description="A clip was edited, or rendered again, by somebody else.")
    def revise(self, revision: Revision) -> None:
        told = revision.clip
        known = next((c for c in self._journal.clips if c.clip_id == told.clip_id), None)
        if known is None or told.version < known.version:
            return
        if told.clip_key:
            judged = {"candidate", "format", "score"}
            fields = {name: value for name, value in told if name not in judged}
            self._journal.put(known.model_copy(update=fields))
        elif not known.clip_key:
            self._edited[told.clip_id] = revision
            if known.state is not ClipState.RENDERING:
                self._journal.put(_replanned(known, told))
        self._show()

    @workflow.run
    async def run(self, request: VodRequest) -> VodResult:
        self.begin_asking()
        self._show()
        try:
            await self._make_clips()
        # Failures only: a bug must halt the job where it is and wait for the fix.
        except (FailureError, asyncio.CancelledError) as failure:
            await self.end_asking()
            self.close(cancelled=is_cancelled_exception(failure))
            await self.finish()
            raise
        await self.end_asking()
        self.enter(JobState.COMPLETED)
        await self.finish()
        kept = (c.clip_id for c in self._journal.clips if c.state is not ClipState.REJECTED)
        return VodResult(state=self._stage, clips=tuple(kept))

    async def _make_clips(self) -> None:
        options = self._request.options
        async with self.working():
            self.enter(JobState.INGESTING)
        media = await self._ingest()
        await self.reserve(self._request.job, media.media.duration / 60)

        self.enter(JobState.ANALYZING)
        analysis = await self._analyst.analyze(media)
        self._artifacts |= analysis.keys()
        if options.only_analysis:
            return
        planned = await self._choose(media, analysis)

        self.enter(JobState.CLIPS_GENERATED)
        if not options.auto:
            await self.decided()

        self.enter(JobState.RENDERING)
        wanted = [c for c in planned.clips if self._is(c, ClipState.PLANNED, ClipState.APPROVED)]
        faces = analysis.faces
        moments: dict[tuple[float, float], list[PlannedClip]] = {}
        for clip in wanted:
            moments.setdefault((clip.start, clip.end), []).append(clip)
        await together(
            *(asyncio.create_task(self._render_all(row, faces)) for row in moments.values())
        )

        if options.review:
            self.enter(JobState.REVIEW)
            await self.decided()

    async def _ingest(self) -> IngestResult:
        request = self._request
        media = await self._step(
            StepName.INGEST,
            IngestActivities.ingest,
            IngestRequest(workspace=request.workspace, job=request.job, source=request.source),
            place=Place(request.longest_hours),
        )
        self._title = media.media.title[:200]
        self._content_hash = media.content_hash
        return media

    async def _choose(self, media: IngestResult, analysis: Analysis) -> PlanResult:
        request, options = self._request, self._request.options
        place = Place(analysis.duration / 3600)
        selected = await self._step(
            StepName.CLIP_SELECT,
            SelectActivities.select,
            SelectRequest(
                workspace=request.workspace,
                content_hash=media.content_hash,
                duration=analysis.duration,
                transcript=analysis.transcript,
                scenes=analysis.scenes,
                sound=analysis.sound,
                topics=analysis.topics,
                faces=analysis.faces,
                language=options.language,
                prompt=options.prompt,
                max_clips=options.max_clips,
                min_seconds=options.min_seconds,
                max_seconds=options.max_seconds,
            ),
            place=place,
        )
        self._artifacts["selection"] = selected.selection.key
        planned = await self._step(
            StepName.PLAN,
            PlanActivities.plan_clips,
            PlanRequest(
                workspace=request.workspace,
                job=request.job,
                content_hash=media.content_hash,
                source=media.source,
                media=media.media.model_copy(update={"duration": analysis.duration}),
                transcript=analysis.transcript,
                scenes=analysis.scenes,
                faces=analysis.faces,
                selection=selected.selection,
                caption_style=options.caption_style,
                layout=options.layout,
                formats=options.formats,
            ),
            place=place,
        )
        for clip in planned.clips:
            self._journal.put(_report(clip))
        return planned

    async def _step(
        self,
        name: StepName,
        activity: MethodAsyncSingleParam[Any, V, R],
        request: V,
        *,
        place: Place,
    ) -> R:
        return await self.insist(
            name,
            activity,
            request,
            part=place.part,
            hours=place.hours,
            patience=self._request.patience,
        )

    async def _render_all(self, moment: Sequence[PlannedClip], faces: Artifact) -> None:
        """Render the clips of one moment: with the first, what the others have in common."""
        first, *others = moment
        await self._render(first, faces, beside=others)
        if others:
            await together(*(asyncio.create_task(self._render(clip, faces)) for clip in others))

    async def _render(
        self, planned: PlannedClip, faces: Artifact, *, beside: Sequence[PlannedClip] = ()
    ) -> None:
        """Render one clip in a workflow of its own; when it fails, wait for a retry."""
        while True:
            try:
                async with self._slots, self.working():
                    result = await self._build(planned, faces, beside)
            except ChildWorkflowError as failure:
                if is_cancelled_exception(failure):
                    raise
                self._journal.mark(planned.clip_id, ClipState.FAILED, reason(failure))
                await self.await_retry(f"clip “{planned.title}”", reason(failure))
            else:
                self._journal.put(result.clip)
                self._journal.adopt(result.steps)
                self._show()
                return

    async def _build(
        self, planned: PlannedClip, faces: Artifact, beside: Sequence[PlannedClip]
    ) -> ClipResult:
        request = self._request
        clip, plan = self._journal.clip(planned.clip_id), planned.plan
        if (edited := self._edited.get(planned.clip_id)) is not None:
            clip, plan = _replanned(clip, edited.clip), edited.plan
            self._journal.put(clip)
        self._journal.mark(planned.clip_id, ClipState.RENDERING)
        self._show()
        child = await workflow.start_child_workflow(
            ClipWorkflow.run,
            ClipRequest(
                workspace=request.workspace,
                job=request.job,
                clip=clip.model_copy(update={"error": ""}),
                plan=plan,
                faces=faces,
                beside=tuple(c.plan for c in beside if c.clip_id not in self._edited),
                patience=request.patience,
            ),
            id=ids.clip(request.workspace, planned.clip_id, clip.version),
            task_queue=Queue.ORCHESTRATION,
            # The default would kill a child without letting it stop its encoder.
            parent_close_policy=ParentClosePolicy.REQUEST_CANCEL,
            cancellation_type=ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(WORKSPACE, request.workspace),
                    SearchAttributePair(JOB, request.job),
                    SearchAttributePair(KIND, "clip"),
                ]
            ),
            static_summary=planned.title,
        )
        self._children[planned.clip_id] = child
        if self._paused:  # it came while the clip was being started
            await self._pass_on("pause")
        try:
            return await child
        finally:
            del self._children[planned.clip_id]

    def _is(self, planned: PlannedClip, *states: ClipState) -> bool:
        return self._journal.clip(planned.clip_id).state in states

    def _show(self) -> None:
        request = self._request
        self._journal.tell(
            JobRow(
                workflow_id=workflow.info().workflow_id,
                source=request.source,
                title=self._title,
                state=self.state,
                paused=self._paused,
                error=self.error,
                failures=self.failures,
                note=self._note,
                closed=self._closed,
                options=request.options.model_dump_json(),
                created_by=request.created_by,
                content_hash=self._content_hash,
                artifacts=self._artifacts,
            )
        )
        line = headline(self.state, paused=self._paused, why=self.error or self._note)
        title = f"{line} {self._title or request.source.location}"
        workflow.set_current_details(page(title, self._journal.steps, self._journal.clips))
        self._journal.write()


def _replanned(clip: ClipReport, edited: ClipReport) -> ClipReport:
    """Return a clip that is not rendered yet, with the plan that somebody made of its own."""
    taken = {"version", "title", "start", "end", "plan_key"}
    return clip.model_copy(update=edited.model_dump(include=taken))


def _report(clip: PlannedClip) -> ClipReport:
    return ClipReport(
        clip_id=clip.clip_id,
        title=clip.title,
        start=clip.start,
        end=clip.end,
        score=clip.score,
        format=clip.format,
        plan_key=clip.plan.key,
    )
