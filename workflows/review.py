"""A workflow that asks a person about its clips."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from core.domain.base import StrictValue
    from core.domain.job import ClipState, JobState
    from core.domain.report import JobReport
    from workflows.journal import Journal
    from workflows.retry import Retried


class Decision(StrictValue):
    """What a person says about clips that wait for it."""

    clips: tuple[str, ...] = ()
    """Ids of clips; none means every clip that waits."""
    by: str = ""
    why: str = ""


EVERY_CLIP = Decision()


class Reviewed(Retried):
    """A workflow whose clips can be approved and rejected.

    Chosen moments wait before they are rendered unless the job is ``auto``;
    rendered clips wait when the job asks for a review.
    """

    def __init__(self, journal: Journal, *, auto: bool) -> None:
        super().__init__(journal)
        self._auto = auto

    @workflow.update(description="Approve clips that wait for it; without ids, all of them.")
    def approve(self, decision: Decision = EVERY_CLIP) -> JobReport:
        return self._decide(decision, ClipState.APPROVED)

    @workflow.update(description="Reject clips that wait for approval; without ids, all of them.")
    def reject(self, decision: Decision = EVERY_CLIP) -> JobReport:
        return self._decide(decision, ClipState.REJECTED)

    @approve.validator
    def _may_approve(self, decision: Decision = EVERY_CLIP) -> None:
        self._check(decision)

    @reject.validator
    def _may_reject(self, decision: Decision = EVERY_CLIP) -> None:
        self._check(decision)

    def progress(self) -> JobReport:
        """Return the job as people see it."""
        raise NotImplementedError

    async def decided(self) -> None:
        """Return when a person has approved or rejected every clip that waits."""
        await workflow.wait_condition(lambda: not self._undecided())

    def _undecided(self) -> list[str]:
        waiting = self._waiting()
        return [clip.clip_id for clip in self._journal.clips if clip.state is waiting]

    def _waiting(self) -> ClipState | None:
        """Return the state of clips that wait for a decision; None when none does."""
        if self._stage is JobState.CLIPS_GENERATED and not self._auto:
            return ClipState.PLANNED
        return ClipState.READY if self._stage is JobState.REVIEW else None

    def _check(self, decision: Decision) -> None:
        """Refuse a decision about clips that do not wait for one."""
        undecided = self._undecided()
        if not undecided:
            message = f"the job is {self.state.value}: no clip waits for approval"
            raise ApplicationError(message, type="NotWaiting")
        if unknown := set(decision.clips) - set(undecided):
            message = f"these clips do not wait for approval: {', '.join(sorted(unknown))}"
            raise ApplicationError(message, type="UnknownClip")

    def _decide(self, decision: Decision, state: ClipState) -> JobReport:
        for clip_id in decision.clips or self._undecided():
            self._journal.mark(clip_id, state)
        self._show()
        return self.progress()
