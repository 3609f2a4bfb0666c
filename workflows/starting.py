"""Starting workflows, the same way whoever asks."""

from contextlib import suppress
from datetime import timedelta

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
    WorkflowHandle,
)
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.mail import SendMailRequest
from core.queues import Queue
from core.temporal import JOB, KIND, WORKSPACE
from workflows import ids, mail
from workflows.clip import ClipRequest, ClipResult, ClipWorkflow
from workflows.mail import MailWorkflow, OutboxWorkflow
from workflows.maintenance import RetentionRequest, RetentionWorkflow
from workflows.vod import VodRequest, VodWorkflow
from workflows.webhook import WebhookRequest, WebhookWorkflow, attributes

_EVERY = timedelta(hours=24)
_LOOK_FOR_MAIL = timedelta(minutes=5)
# Not all of what was missed while nobody was there: one run makes up for all.
_CATCH_UP = timedelta(hours=1)
_JITTER = timedelta(minutes=10)
# Work that nobody waits for comes last.
_PRIORITY = Priority(priority_key=5, fairness_key="maintenance")


async def start_vod(client: Client, request: VodRequest) -> None:
    """Start the job of a request; nothing happens when it was started before.

    Raises:
        RPCError: Temporal does not answer.
    """
    with suppress(WorkflowAlreadyStartedError):
        await client.start_workflow(
            VodWorkflow.run,
            request,
            id=ids.vod(request.workspace, request.job),
            task_queue=Queue.ORCHESTRATION,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            priority=Priority(fairness_key=request.workspace),
            search_attributes=attributes_of(request.workspace, request.job, "vod"),
            static_summary=f"clips of {request.source.location}"[:200],
        )


async def start_webhook(client: Client, request: WebhookRequest) -> None:
    """Start to send a round of a delivery; nothing happens when it was started before.

    Raises:
        RPCError: Temporal does not answer.
    """
    with suppress(WorkflowAlreadyStartedError):
        await client.start_workflow(
            WebhookWorkflow.run,
            request,
            id=ids.webhook(request.workspace, request.delivery, request.round),
            task_queue=Queue.ORCHESTRATION,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=attributes(request.workspace),
        )


async def start_mail(client: Client, mail_id: str) -> None:
    """Start to send a mail; nothing happens when it was started before.

    Raises:
        RPCError: Temporal does not answer.
    """
    with suppress(WorkflowAlreadyStartedError):
        await client.start_workflow(
            MailWorkflow.run,
            SendMailRequest(mail=mail_id),
            id=ids.mail(mail_id),
            task_queue=Queue.ORCHESTRATION,
            id_reuse_policy=mail.REUSE,
            search_attributes=mail.ATTRIBUTES,
        )


async def start_clip(
    client: Client, request: ClipRequest
) -> WorkflowHandle[ClipWorkflow, ClipResult]:
    """Start to render a version of a clip, unless that goes on already.

    Raises:
        RPCError: Temporal does not answer.
    """
    clip = request.clip
    return await client.start_workflow(
        ClipWorkflow.run,
        request,
        id=ids.clip(request.workspace, clip.clip_id, clip.version),
        task_queue=Queue.ORCHESTRATION,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        priority=Priority(fairness_key=request.workspace),
        search_attributes=attributes_of(request.workspace, request.job, "clip"),
        static_summary=f"{clip.title}, version {clip.version}"[:200],
    )


def attributes_of(workspace: str, job: str, kind: str) -> TypedSearchAttributes:
    """Return what finds a workflow of a job on Temporal's page."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(WORKSPACE, workspace),
            SearchAttributePair(JOB, job),
            SearchAttributePair(KIND, kind),
        ]
    )


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
    schedule = Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[often], jitter=jitter),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_CATCH_UP),
    )

    def renew(found: ScheduleUpdateInput) -> ScheduleUpdate:
        schedule.state = found.description.schedule.state
        return ScheduleUpdate(schedule=schedule)

    try:
        await client.create_schedule(action.id, schedule)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(action.id).update(renew)
