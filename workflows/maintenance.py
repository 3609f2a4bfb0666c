"""What is done again and again, whoever works: deleting what is old, closing what is lost."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.records import CloseRequest
    from activities.records.activity import RecordActivities
    from activities.retention import PlacesRequest, Pruned, PruneRequest
    from activities.retention.activity import RetentionActivities
    from core.domain.base import Value
    from workflows import timetable
    from workflows.announcing import deliver


class RetentionRequest(Value):
    after: str = ""
    """The workspace that was done last; empty to begin."""
    pruned: Pruned = Pruned()
    failed: tuple[str, ...] = ()
    """Workspaces that were passed over; the next day comes."""


class RetentionResult(Value):
    pruned: Pruned
    failed: tuple[str, ...]


@workflow.defn
class RetentionWorkflow:
    """Rows first, then the lost jobs and the files of one workspace after the other."""

    @workflow.init
    def __init__(self, request: RetentionRequest) -> None:
        self._at = request

    @workflow.run
    async def run(self, request: RetentionRequest) -> RetentionResult:
        if not request.after:
            rows = await workflow.execute_activity_method(
                RetentionActivities.prune_rows, **timetable.RETENTION
            )
            self._at = self._at.model_copy(update={"pruned": rows})
        while True:
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self._at)
            places = await workflow.execute_activity_method(
                RetentionActivities.list_places,
                PlacesRequest(after=self._at.after),
                **timetable.RECORD,
            )
            if not places.workspaces:
                return RetentionResult(pruned=self._at.pruned, failed=self._at.failed)
            for place in places.workspaces:
                await self._prune(place)

    async def _prune(self, workspace: str) -> None:
        """Do one workspace. What is wrong with it is not to keep the others waiting."""
        pruned, failed = self._at.pruned, self._at.failed
        try:
            await self._close_lost(workspace)
            pruned += await workflow.execute_activity_method(
                RetentionActivities.prune_files,
                PruneRequest(workspace=workspace),
                **timetable.RETENTION,
            )
        except ActivityError:
            failed = (*failed, workspace)[: timetable.FAILURES_TOLD]
        self._at = RetentionRequest(after=workspace, pruned=pruned, failed=failed)
        workflow.set_current_details(f"{pruned.rows} rows and {pruned.files} files are gone")

    async def _close_lost(self, workspace: str) -> None:
        """Close the jobs that nothing will ever end: their minutes count no more."""
        while True:
            lost = await workflow.execute_activity_method(
                RetentionActivities.list_lost,
                PruneRequest(workspace=workspace),
                **timetable.LOST,
            )
            if not lost.jobs or workflow.info().is_continue_as_new_suggested():
                return
            for job in lost.jobs:
                announced = await workflow.execute_activity_method(
                    RecordActivities.close_job,
                    CloseRequest(workspace=workspace, job=job),
                    **timetable.RECORD,
                )
                if announced is not None:
                    await deliver(workspace, announced)
