"""Build one clip from its plan."""

import asyncio
from contextlib import suppress

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.render import RenderRequest, RenderResult, ThumbnailRequest, ThumbnailResult
    from activities.render.activity import RenderActivities
    from core.domain.artifact import Artifact
    from core.domain.base import Value
    from core.domain.job import ClipState, JobState, StepName
    from core.domain.report import ClipReport, StepReport
    from workflows import ids
    from workflows.control import Controlled, reason
    from workflows.journal import Journal, page


class ClipRequest(Value):
    workspace: str
    job: str
    clip: ClipReport
    plan: Artifact
    faces: Artifact
    beside: tuple[Artifact, ...] = ()
    """Plans of the same moment in other shapes, which are rendered next."""
    rounds: int = 0
    """How often the clip was rendered before."""
    patience: float = 1.0
    """Factor on the waits between attempts."""


class Revision(Value):
    """A version of a clip that its job did not make."""

    clip: ClipReport
    plan: Artifact


class ClipResult(Value):
    clip: ClipReport
    steps: tuple[StepReport, ...]


def renders_itself(job: JobState, clip: ClipState, *, has_file: bool) -> bool:
    """Return whether the job of a clip is still to render it."""
    return not (job.final or has_file or clip is ClipState.REJECTED)


@workflow.defn
class ClipWorkflow(Controlled):
    """One clip plan in, one video with its thumbnail out."""

    @workflow.init
    def __init__(self, request: ClipRequest) -> None:
        super().__init__(Journal(request.workspace, request.job, rounds=request.rounds))
        self._request = request
        self._journal.put(request.clip.model_copy(update={"state": ClipState.RENDERING}))

    @workflow.query(description="The clip and the steps that made it.")
    def progress(self) -> ClipResult:
        clip = self._journal.clip(self._request.clip.clip_id)
        return ClipResult(clip=clip, steps=self._journal.steps)

    @workflow.run
    async def run(self, request: ClipRequest) -> ClipResult:
        self._journal.write()
        try:
            rendered = await self._render()
            thumbnail = await self._thumbnail()
        # Failures only: a bug must halt the clip where it is and wait for the fix.
        except (FailureError, asyncio.CancelledError) as failure:
            self._close(failure)
            await self.finish()
            raise
        ready = self._ready(rendered, thumbnail)
        self._journal.put(ready)
        self._show()
        if workflow.info().parent is None:
            await self._tell_job(ready)
        await self.finish()
        return self.progress()

    async def _tell_job(self, clip: ClipReport) -> None:
        """Tell the job of a clip that was rendered again, if the job still goes on."""
        job = workflow.get_external_workflow_handle(
            ids.vod(self._request.workspace, self._request.job)
        )
        with suppress(FailureError):
            await job.signal("revise", Revision(clip=clip, plan=self._request.plan))

    def _close(self, failure: BaseException) -> None:
        cancelled = is_cancelled_exception(failure)
        state = ClipState.CANCELLED if cancelled else ClipState.FAILED
        self._journal.mark(self._request.clip.clip_id, state, reason(failure))
        self._show()

    async def _render(self) -> RenderResult:
        request = self._request
        return await self.perform(
            StepName.RENDER,
            RenderActivities.render,
            RenderRequest(workspace=request.workspace, plan=request.plan, beside=request.beside),
            clip_id=request.clip.clip_id,
            patience=request.patience,
        )

    async def _thumbnail(self) -> ThumbnailResult:
        request = self._request
        return await self.perform(
            StepName.THUMBNAIL,
            RenderActivities.thumbnail,
            ThumbnailRequest(workspace=request.workspace, plan=request.plan, faces=request.faces),
            clip_id=request.clip.clip_id,
            patience=request.patience,
        )

    def _ready(self, rendered: RenderResult, thumbnail: ThumbnailResult) -> ClipReport:
        made = (rendered.clip, rendered.captions, rendered.spec, thumbnail.thumbnail)
        files = {
            "clip_key": rendered.clip.key,
            "captions_key": rendered.captions.key if rendered.captions else "",
            "spec_key": rendered.spec.key,
            "thumbnail_key": thumbnail.thumbnail.key,
            "thumbnails": thumbnail.thumbnails,
            "size": sum(one.size for one in made if one is not None),
            "loudness": rendered.loudness,
            "state": ClipState.READY,
        }
        return self._request.clip.model_copy(update=files)

    def _show(self) -> None:
        clip = self._journal.clip(self._request.clip.clip_id)
        flag = " (paused)" if self._paused else ""
        title = f"**{clip.state.value}{flag}** {clip.title}"
        workflow.set_current_details(page(title, self._journal.steps, self._journal.clips))
        self._journal.write()
