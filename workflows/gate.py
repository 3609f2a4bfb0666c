"""The jobs of one workspace that run at once; the others wait in the order in which they came."""

from temporalio import workflow
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities.gate import Crowd, GateState, LookRequest, Turn
    from activities.gate.activity import GateActivities
    from workflows import timetable


@workflow.defn
class GateWorkflow:
    """Lets jobs in as long as there are places; it ends when nobody is inside or waits."""

    @workflow.init
    def __init__(self, state: GateState) -> None:
        self._workspace = state.workspace
        self._limit = state.limit
        self._inside = list(state.inside)
        self._waiting = list(state.waiting)
        self._told = set(state.waiting)
        self._changed = False

    @workflow.signal(description="Let a job in, or let it wait for its turn.")
    def ask(self, turn: Turn) -> None:
        self._limit = turn.limit
        if turn.job in self._inside:  # it has not heard that it was let in
            self._inside.remove(turn.job)
            self._waiting.insert(0, turn.job)
        elif turn.job not in self._waiting:
            self._waiting.append(turn.job)
        self._changed = True

    @workflow.signal(description="A job needs its place no more.")
    def leave(self, job: str) -> None:
        for crowd in (self._inside, self._waiting):
            if job in crowd:
                crowd.remove(job)
        self._told.discard(job)
        self._changed = True

    @workflow.query(description="Who is inside, and who waits.")
    def crowd(self) -> GateState:
        return GateState(
            workspace=self._workspace,
            limit=self._limit,
            inside=tuple(self._inside),
            waiting=tuple(self._waiting),
        )

    @workflow.run
    async def run(self, state: GateState) -> None:
        while True:
            self._changed = False
            await self._let_in()
            await self._hold_back()
            workflow.set_current_details(self._line())
            if self._changed:
                continue
            if not self._inside and not self._waiting:
                return
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self.crowd())
            await self._news()

    async def _let_in(self) -> None:
        while self._waiting and self._has_room():
            job = self._waiting.pop(0)
            self._inside.append(job)
            self._told.discard(job)
            await self._tell(job, "admit")

    async def _hold_back(self) -> None:
        """Say to those who have come that there is no place yet."""
        while new := [job for job in self._waiting if job not in self._told]:
            self._told.add(new[0])
            crowd = Crowd(running=len(self._inside), limit=self._limit or 0)
            await self._tell(new[0], "hold_back", crowd)

    async def _tell(self, job: str, signal: str, *said: Crowd) -> None:
        try:
            await workflow.get_external_workflow_handle(job).signal(signal, args=said)
        except FailureError:  # it is over
            self.leave(job)

    async def _news(self) -> None:
        """Return when something has happened; look around while somebody waits."""
        patience = timetable.LOOK_AROUND if self._waiting else None
        try:
            await workflow.wait_condition(
                lambda: self._changed, timeout=patience, timeout_summary="look around"
            )
        except TimeoutError:
            await self._look()

    async def _look(self) -> None:
        seen = await workflow.execute_activity_method(
            GateActivities.look,
            LookRequest(workspace=self._workspace, inside=tuple(self._inside)),
            **timetable.LOOK,
        )
        self._limit = seen.limit
        for job in seen.gone:
            self.leave(job)

    def _has_room(self) -> bool:
        return self._limit is None or len(self._inside) < self._limit

    def _line(self) -> str:
        most = "any number" if self._limit is None else self._limit
        return f"**{len(self._inside)} of {most} jobs run, {len(self._waiting)} wait**"
