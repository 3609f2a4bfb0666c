"""What every workflow with steps has in common: pause and resume, and how a step is performed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, FailureError, is_cancelled_exception
from temporalio.types import MethodAsyncSingleParam
from temporalio.workflow import ChildWorkflowHandle

with workflow.unsafe.imports_passed_through():
    from core.domain.base import Value
    from core.domain.job import StepName, StepResult, StepState
    from workflows import timetable
    from workflows.journal import Journal

R = TypeVar("R", bound=StepResult)
V = TypeVar("V", bound=Value)


class Controlled:
    """A workflow that can be paused between two steps."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._paused = False
        self._children: dict[str, ChildWorkflowHandle[Any, Any]] = {}

    @workflow.signal(description="Finish the step that runs, then wait.")
    async def pause(self, why: str = "") -> None:
        self._paused = True
        self._show()
        workflow.logger.info("paused", extra={"why": why})
        await self._pass_on("pause")

    @workflow.signal(description="Go on after a pause.")
    async def resume(self) -> None:
        self._paused = False
        self._show()
        if self._children:
            async with self.working():
                await self._pass_on("resume")

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Begin the block at once, or when a pause has ended."""
        await workflow.wait_condition(lambda: not self._paused)
        yield

    async def perform(
        self,
        name: StepName,
        activity: MethodAsyncSingleParam[Any, V, R],
        request: V,
        *,
        clip_id: str | None = None,
        part: int | None = None,
        hours: float = 0.0,
        patience: float = 1.0,
    ) -> R:
        """Run one step to its end, with the attempts that the timetable gives it.

        Raises:
            ActivityError: all attempts failed, or the workflow was cancelled.
        """
        async with self.working():
            return await self._perform(
                name, activity, request, clip_id=clip_id, part=part, hours=hours, patience=patience
            )

    async def _perform(
        self,
        name: StepName,
        activity: MethodAsyncSingleParam[Any, V, R],
        request: V,
        *,
        clip_id: str | None,
        part: int | None,
        hours: float,
        patience: float,
    ) -> R:
        key = self._journal.begin(name, clip_id, part)
        self._show()
        config = timetable.options(name, hours=hours, patience=patience)
        config["activity_id"] = activity_id(name, part, key.round)
        try:
            result = await workflow.execute_activity_method(activity, request, **config)
        except ActivityError as failure:
            # A step may fail while it is being cancelled; that is no failure to be tried again.
            cancelled = workflow.cancellation_reason() is not None
            state = StepState.CANCELLED if cancelled else StepState.FAILED
            self._journal.stop(key, state, reason(failure))
            self._show()
            if cancelled and not is_cancelled_exception(failure):
                raise asyncio.CancelledError from failure
            raise
        self._journal.complete(key, result.ran, result.output_key)
        self._show()
        if workflow.cancellation_reason() is not None:
            raise asyncio.CancelledError  # the step was faster than its cancellation
        return result

    async def finish(self) -> None:
        """Return when nothing is left to be written down or answered."""
        await self._journal.written()
        await workflow.wait_condition(workflow.all_handlers_finished)

    def _show(self) -> None:
        """Tell the tables and Temporal's page how things stand."""
        raise NotImplementedError

    async def _pass_on(self, signal: str) -> None:
        async def tell(child: ChildWorkflowHandle[Any, Any]) -> None:
            with suppress(FailureError):  # it ended in the meantime
                await child.signal(signal)

        await asyncio.gather(*(tell(child) for child in self._children.values()))


async def together(*work: asyncio.Task[Any]) -> None:
    """Return when every task has ended; then raise what the first of them raised, if any did.

    ``gather`` alone returns with the first failure, and would let a workflow close
    while the processes of its other tasks still run.
    """
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


def activity_id(name: StepName, part: int | None, round_: int) -> str:
    """Return the id under which Temporal's page shows a step: ``transcribe.3-2``.

    That is the second round for the third part; what there is only one of is left out.
    """
    of_part = name.value if part is None else f"{name.value}.{part}"
    return of_part if round_ == 1 else f"{of_part}-{round_}"


def reason(failure: BaseException) -> str:
    """Return the innermost message of a failure: what a person needs to read."""
    while isinstance(failure, FailureError) and failure.cause is not None:
        failure = failure.cause
    message = failure.message if isinstance(failure, FailureError) else str(failure)
    return (message or type(failure).__name__)[:400]
