"""Changes of a clip's plan, and clips on their way to editing programs."""

from contextlib import suppress

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from pydantic import Field

    from activities.listen import HearBeatsRequest
    from activities.listen.activity import ListenActivities
    from activities.plan import EditPlanRequest, EditPlanResult, HeardMusic
    from activities.plan.activity import PlanActivities
    from activities.records import AddVersionRequest
    from activities.records.activity import VersionActivities
    from activities.render import CheckPlanRequest, ReadCutRequest, WriteCutRequest, WriteCutResult
    from activities.render.nle.activity import ExchangeActivities
    from core.domain.artifact import Artifact
    from core.domain.base import Value
    from core.domain.report import ClipReport
    from workflows import ids, timetable
    from workflows.clip import Revision


class EditRequest(Value):
    """A change of a clip: operations, or what an editing program made of it."""

    workspace: str
    job: str
    clip_id: str
    base: int
    """The version that is changed."""
    plan: Artifact
    """The plan of that version."""
    newest: int
    newest_plan: Artifact
    operations: Artifact | None = None
    """A stored list of operations; None where there is a file."""
    file: Artifact | None = None
    """Of an editing program."""
    media: str = ""
    """Where the recording lay for that program; empty for where it is stored here."""
    artifacts: dict[str, str] = Field(default_factory=dict)
    """Storage keys of what is known of the recording, by what it is."""
    dry_run: bool = False
    """Tell what would change; keep nothing."""


class EditResult(Value):
    version: int
    """The newest one now."""
    plan: Artifact
    changes: Artifact
    """Stored ``activities.plan.editing.Changes`` against the version that was the newest."""


@workflow.defn
class EditWorkflow:
    """A change in, the clip's next version out, unless the newest one is like that already."""

    @workflow.run
    async def run(self, request: EditRequest) -> EditResult:
        operations = request.operations or await self._read(request)
        edited = await self._edit(request, operations)
        if edited.plan is None or edited.changes is None:
            raise ApplicationError("music was heard, and is still not known", non_retryable=True)
        await workflow.execute_activity_method(
            ExchangeActivities.check_plan, CheckPlanRequest(plan=edited.plan), **timetable.EDIT
        )
        number = request.newest
        if edited.changed and not request.dry_run:
            clip = await self._add(request, edited, operations)
            await self._tell_job(request, Revision(clip=clip, plan=edited.plan))
            number = clip.version
        return EditResult(version=number, plan=edited.plan, changes=edited.changes)

    async def _read(self, request: EditRequest) -> Artifact:
        """Return as operations what an editing program changed."""
        if request.file is None:
            raise ApplicationError("nothing says what shall be changed", non_retryable=True)
        cut = ReadCutRequest(
            workspace=request.workspace,
            job=request.job,
            plan=request.plan,
            file=request.file,
            media=request.media,
        )
        read = await workflow.execute_activity_method(
            ExchangeActivities.read_cut, cut, **timetable.EXCHANGE
        )
        return read.operations

    async def _edit(self, request: EditRequest, operations: Artifact) -> EditPlanResult:
        """Return the changed plan, after the music was heard whose beats it follows."""
        asked = EditPlanRequest(
            workspace=request.workspace,
            job=request.job,
            clip_id=request.clip_id,
            plan=request.plan,
            newest=request.newest_plan,
            operations=operations,
            artifacts=request.artifacts,
        )
        edited = await self._apply(asked)
        if edited.unheard:
            heard = [
                HeardMusic(file=one.file, beats=await self._hear(request, one.file, one.seconds))
                for one in edited.unheard
            ]
            edited = await self._apply(asked.model_copy(update={"music": tuple(heard)}))
        return edited

    async def _apply(self, asked: EditPlanRequest) -> EditPlanResult:
        return await workflow.execute_activity_method(
            PlanActivities.edit_plan, asked, **timetable.EDIT
        )

    async def _hear(self, request: EditRequest, music: Artifact, seconds: float) -> Artifact:
        asked = HearBeatsRequest(workspace=request.workspace, music=music, seconds=seconds)
        heard = await workflow.execute_activity_method(
            ListenActivities.hear_beats, asked, **timetable.EXCHANGE
        )
        return heard.beats

    async def _add(
        self, request: EditRequest, edited: EditPlanResult, operations: Artifact
    ) -> ClipReport:
        assert edited.plan is not None
        version = AddVersionRequest(
            workspace=request.workspace,
            clip_id=request.clip_id,
            newest=request.newest,
            base=request.base,
            operations=operations,
            plan=edited.plan,
            title=edited.title,
            start=edited.start,
            end=edited.end,
        )
        added = await workflow.execute_activity_method(
            VersionActivities.add_version, version, **timetable.RECORD
        )
        if added.clip is None:
            raise ApplicationError(
                "somebody else edited this clip in the meantime; look at its plan and try again",
                type="OvertakenError",
                non_retryable=True,
            )
        return added.clip

    async def _tell_job(self, request: EditRequest, revision: Revision) -> None:
        """Tell the job of the clip, if it still goes on."""
        job = workflow.get_external_workflow_handle(ids.vod(request.workspace, request.job))
        with suppress(FailureError):
            await job.signal("revise", revision)


@workflow.defn
class ExportWorkflow:
    """A clip's plan in, a file for editing programs out."""

    @workflow.run
    async def run(self, request: WriteCutRequest) -> WriteCutResult:
        return await workflow.execute_activity_method(
            ExchangeActivities.write_cut, request, **timetable.EXCHANGE
        )
