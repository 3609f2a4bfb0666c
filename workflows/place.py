"""A job that works within the limits of its workspace: so many at once, so many minutes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from temporalio import workflow
from temporalio.exceptions import ActivityError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.gate import AskRequest, Crowd
    from activities.gate.activity import GateActivities
    from activities.records import ReserveRequest
    from activities.records.activity import RecordActivities
    from workflows import ids, timetable
    from workflows.control import reason
    from workflows.journal import Journal
    from workflows.review import Reviewed


class Placed(Reviewed):
    """A job that asks for a place when it wants to work, and gives it back when it rests.

    It rests while it waits for a person: paused, failed, before an approval. What has waited
    for a person waits for a place like everybody else then.
    """

    def __init__(self, journal: Journal, *, workspace: str, auto: bool) -> None:
        super().__init__(journal, auto=auto)
        self._workspace = workspace
        self._admitted = False
        self._asked = False
        self._over = False
        self._wanting = 0
        """Who wants to work and may not yet."""
        self._working = 0
        self._note = ""

    @workflow.signal(description="Let the job work, however many others do.")
    def admit(self) -> None:
        self._admitted = True
        self._note = ""
        self._show()

    @workflow.signal(description="Say why the job must wait for a place.")
    def hold_back(self, crowd: Crowd) -> None:
        if not self._admitted:
            taken = f"{crowd.running} of {crowd.limit}"
            self._note = f"waits for a place: {taken} jobs of this workspace run"
            self._show()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        self._wanting += 1
        try:
            await workflow.wait_condition(self._may_work)
        finally:
            self._wanting -= 1
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1

    async def reserve(self, job: str, minutes: float) -> None:
        """Count the minutes of the job's recording; without enough of them, wait for a retry."""
        request = ReserveRequest(workspace=self._workspace, job=job, minutes=minutes)
        while True:
            try:
                async with self.working():
                    await workflow.execute_activity_method(
                        RecordActivities.reserve, request, **timetable.RESERVE
                    )
                return
            except ActivityError as failure:
                if is_cancelled_exception(failure):
                    raise
                await self.await_retry("quota", reason(failure))

    def begin_asking(self) -> None:
        """Ask for a place whenever the job wants to work, until it is over."""
        self._asking = asyncio.create_task(self._ask_and_leave())

    async def end_asking(self) -> None:
        """Give the place back for good. Nobody waits for one from now on."""
        self._over = True
        self._asking.cancel()
        await self._leave()

    async def _ask_and_leave(self) -> None:
        while True:
            await workflow.wait_condition(lambda: self._wanting > 0 and not self._paused)
            await self._ask()
            await workflow.wait_condition(self._rests)
            await self._leave()

    async def _ask(self) -> None:
        """Return when the job has a place. A gate that has forgotten it is asked again."""
        while not self._admitted:
            self._asked = True
            answer = await workflow.execute_activity_method(
                GateActivities.ask,
                AskRequest(
                    workspace=self._workspace,
                    job=workflow.info().workflow_id,
                    gate=ids.gate(self._workspace),
                ),
                **timetable.ASK,
            )
            if not answer.waits:
                self._admitted, self._asked = True, False
                return
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: self._admitted,
                    timeout=timetable.ASK_AGAIN,
                    timeout_summary="ask for a place again",
                )

    async def _leave(self) -> None:
        self._admitted, asked, self._asked, self._note = False, self._asked, False, ""
        if asked:
            gate = workflow.get_external_workflow_handle(ids.gate(self._workspace))
            with suppress(FailureError):  # it has ended, and knows nobody
                await gate.signal("leave", workflow.info().workflow_id)

    def _may_work(self) -> bool:
        return self._over or (self._admitted and not self._paused)

    def _rests(self) -> bool:
        if self._paused:
            # Clips under way end the step that they are in, and wait for the job to go on.
            return self._working == len(self._children)
        return not self._working and not self._wanting
