"""Tell one receiver one thing, for as long as it takes."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from activities.notify import Answered, Reception, SendRequest, SettleRequest
    from activities.notify.activity import NotifyActivities
    from core.domain.base import Value
    from core.domain.webhook import DeliveryState
    from core.temporal import KIND, WORKSPACE
    from workflows import timetable

# Receivers that were away at the same time are not asked again at the same time.
_JITTER = 0.1


class WebhookRequest(Value):
    workspace: str
    delivery: str
    """UUID."""
    round: int = 1
    """How often it is sent from the start; a replay is another round."""


@workflow.defn
class WebhookWorkflow:
    """Attempts that grow rarer, until one is taken or there is no point in another."""

    def __init__(self) -> None:
        self._refusals = 0

    @workflow.run
    async def run(self, request: WebhookRequest) -> DeliveryState:
        number = 0
        while True:
            number += 1
            answered = await workflow.execute_activity_method(
                NotifyActivities.send, SendRequest(delivery=request.delivery), **timetable.SEND
            )
            state = self._judge(answered, number)
            wait = self._wait(answered, number) if state is DeliveryState.PENDING else None
            await self._settle(request, number, answered, state=state, wait=wait)
            workflow.set_current_details(_line(number, answered, state))
            if wait is None:
                return state
            await workflow.sleep(wait, summary=f"attempt {number + 1} to tell the receiver")

    def _judge(self, answered: Answered, number: int) -> DeliveryState:
        match answered.reception:
            case Reception.TAKEN:
                return DeliveryState.DELIVERED
            case Reception.GONE | Reception.CLOSED:
                return DeliveryState.FAILED
            case Reception.REFUSED:
                self._refusals += 1
            case Reception.BUSY:
                self._refusals = 0
        over = self._refusals == timetable.REFUSALS or number > len(timetable.SEND_AGAIN)
        return DeliveryState.FAILED if over else DeliveryState.PENDING

    def _wait(self, answered: Answered, number: int) -> timedelta:
        usual = timetable.SEND_AGAIN[number - 1] * workflow.random().uniform(1, 1 + _JITTER)
        asked = timedelta(seconds=answered.retry_after or 0)
        return max(usual, min(asked, timetable.LONGEST_RETRY_AFTER))

    async def _settle(
        self,
        request: WebhookRequest,
        number: int,
        answered: Answered,
        *,
        state: DeliveryState,
        wait: timedelta | None,
    ) -> None:
        await workflow.execute_activity_method(
            NotifyActivities.settle,
            SettleRequest(
                delivery=request.delivery,
                round=request.round,
                number=number,
                answered=answered,
                state=state,
                wait=wait.total_seconds() if wait else None,
            ),
            **timetable.RECORD,
        )


def attributes(workspace: str) -> TypedSearchAttributes:
    """Return what the workflow is found by."""
    return TypedSearchAttributes(
        [SearchAttributePair(WORKSPACE, workspace), SearchAttributePair(KIND, "webhook")]
    )


def _line(number: int, answered: Answered, state: DeliveryState) -> str:
    said = answered.error or f"the receiver answered {answered.status}"
    return f"**{state.value}** after attempt {number}: {said}"
