"""What is done again and again, and how often."""

from datetime import timedelta
from operator import attrgetter

from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import Priority, SearchAttributePair, TypedSearchAttributes

from core.queues import Queue
from core.temporal import KIND
from workflows import ids, mail
from workflows.mail import OutboxWorkflow
from workflows.maintenance import RetentionRequest, RetentionWorkflow

_EVERY = timedelta(hours=24)
_LOOK_FOR_MAIL = timedelta(minutes=5)
# Not all of what was missed while nobody was there: one run makes up for all.
_CATCH_UP = timedelta(hours=1)
_JITTER = timedelta(minutes=10)
# Work that nobody waits for comes last.
_PRIORITY = Priority(priority_key=5, fairness_key="maintenance")
_chosen = attrgetter("workflow", "id", "task_queue", "priority", "typed_search_attributes")


async def keep_schedules(client: Client, *, mail_is_sent: bool) -> None:
    """See to it that what is done again and again is scheduled as this version says.

    Whether an operator has paused it is left as it is. It may be called by many at once.

    Raises:
        RPCError: Temporal does not answer.
    """
    daily = ScheduleActionStartWorkflow(
        RetentionWorkflow.run,
        RetentionRequest(),
        id=ids.RETENTION,
        task_queue=Queue.ORCHESTRATION,
        priority=_PRIORITY,
        typed_search_attributes=TypedSearchAttributes([SearchAttributePair(KIND, "maintenance")]),
    )
    await _keep(client, daily, ScheduleIntervalSpec(every=_EVERY), jitter=_JITTER)
    if not mail_is_sent:
        return
    often = ScheduleActionStartWorkflow(
        OutboxWorkflow.run,
        id=ids.OUTBOX,
        task_queue=Queue.ORCHESTRATION,
        priority=_PRIORITY,
        typed_search_attributes=mail.ATTRIBUTES,
    )
    await _keep(client, often, ScheduleIntervalSpec(every=_LOOK_FOR_MAIL), jitter=timedelta())


async def _keep(
    client: Client,
    action: ScheduleActionStartWorkflow,
    often: ScheduleIntervalSpec,
    *,
    jitter: timedelta,
) -> None:
    wanted = Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[often], jitter=jitter),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_CATCH_UP),
    )

    async def renew(found: ScheduleUpdateInput) -> ScheduleUpdate | None:
        current = found.description.schedule
        # An update and a pause that come at once are taken in any order, and the pause can
        # be lost; so nothing is updated that is already as it should be.
        if _same(current, wanted, await client.data_converter.encode(action.args)):
            return None
        wanted.state = current.state
        return ScheduleUpdate(schedule=wanted)

    try:
        await client.create_schedule(action.id, wanted)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(action.id).update(renew)


def _same(current: Schedule, wanted: Schedule, arguments: list[Payload]) -> bool:
    action = current.action
    return (
        isinstance(action, ScheduleActionStartWorkflow)
        and (current.spec, current.policy) == (wanted.spec, wanted.policy)
        and _chosen(action) == _chosen(wanted.action)
        and list(action.args) == arguments
    )
