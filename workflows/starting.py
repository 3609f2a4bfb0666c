"""Starting workflows, the same way whoever asks."""

from contextlib import suppress

from temporalio.client import (
    Client,
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
from workflows.mail import MailWorkflow
from workflows.vod import VodRequest, VodWorkflow
from workflows.webhook import WebhookRequest, WebhookWorkflow, attributes


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
