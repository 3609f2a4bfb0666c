"""Starting workflows, the same way whoever asks."""

from contextlib import suppress

from temporalio.client import Client
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

from core.queues import Queue
from core.temporal import JOB, KIND, WORKSPACE
from workflows import ids
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
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(WORKSPACE, request.workspace),
                    SearchAttributePair(JOB, request.job),
                    SearchAttributePair(KIND, "vod"),
                ]
            ),
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
