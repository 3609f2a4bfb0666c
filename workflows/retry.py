"""A workflow that fails but stays alive, until a person says retry."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception
from temporalio.types import MethodAsyncSingleParam

with workflow.unsafe.imports_passed_through():
    from core.domain.job import JobState, StepName
    from core.temporal import STAGE
    from workflows import timetable
    from workflows.control import Controlled, R, V, reason
    from workflows.journal import Journal


class Retried(Controlled):
    """A workflow whose failed steps can be run again. Steps that are done stay done."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._stage = JobState.CREATED
        self._retries = 0
        self._failed: dict[str, str] = {}
        self._failures = 0
        self._closed = False

    @workflow.signal(description="Run the failed step again, and everything after it.")
    def retry(self) -> None:
        self._retries += 1

    @property
    def state(self) -> JobState:
        """The stage, or failed while something waits for a retry."""
        return JobState.FAILED if self._failed else self._stage

    @property
    def error(self) -> str:
        """What failed, in one line; empty while nothing has."""
        return "; ".join(f"{what}: {error}" for what, error in self._failed.items())

    @property
    def failures(self) -> int:
        """How often it has failed so far; what fails before a retry is part of one failure."""
        return self._failures

    def enter(self, stage: JobState) -> None:
        self._stage = stage
        self._tell_stage()
        self._show()

    async def insist(
        self,
        name: StepName,
        activity: MethodAsyncSingleParam[Any, V, R],
        request: V,
        *,
        hours: float,
        patience: float,
        part: int | None = None,
    ) -> R:
        """Perform a step; when its attempts are used up, wait for a retry and perform it again."""
        while True:
            try:
                return await self.perform(
                    name, activity, request, part=part, hours=hours, patience=patience
                )
            except ActivityError as failure:
                if is_cancelled_exception(failure):
                    raise
                what = name.value if part is None else f"{name.value} of part {part}"
                await self.await_retry(what, reason(failure))

    async def await_retry(self, what: str, error: str) -> None:
        """Leave the job failed but alive until somebody says retry.

        Raises:
            ApplicationError: nobody did for seven days.
        """
        seen = self._retries
        self._failures += not self._failed
        self._failed[what] = error
        self._tell_stage()
        self._show()
        try:
            await workflow.wait_condition(
                lambda: self._retries > seen,
                timeout=timetable.GIVE_UP_AFTER,
                timeout_summary=f"{what} failed: give up unless retried",
            )
        except TimeoutError:
            raise ApplicationError(error, type="StepFailed", non_retryable=True) from None
        del self._failed[what]
        self._tell_stage()
        self._show()

    def close(self, *, cancelled: bool) -> None:
        """Enter the last state of a job that did not reach its end."""
        self._closed = True
        if cancelled:
            self._failed.clear()
        self.enter(JobState.CANCELLED if cancelled else JobState.FAILED)

    def _tell_stage(self) -> None:
        workflow.upsert_search_attributes([STAGE.value_set(self.state.value)])
