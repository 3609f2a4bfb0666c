"""Tell subscribers what happened, beside the workflow that wrote it down."""

import asyncio
from contextlib import suppress

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.records import Announced
    from core.queues import Queue
    from workflows import ids
    from workflows.webhook import WebhookRequest, WebhookWorkflow, attributes


async def deliver(workspace: str, announced: Announced) -> None:
    """Start to tell subscribers; that goes on when the workflow that calls this has ended."""

    async def start(delivery: str) -> None:
        # It is under way: another workflow told the same event.
        with suppress(WorkflowAlreadyStartedError):
            await workflow.start_child_workflow(
                WebhookWorkflow.run,
                WebhookRequest(workspace=workspace, delivery=delivery),
                id=ids.webhook(workspace, delivery, 1),
                task_queue=Queue.ORCHESTRATION,
                parent_close_policy=ParentClosePolicy.ABANDON,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=attributes(workspace),
            )

    await asyncio.gather(*(start(delivery) for delivery in announced.deliveries))
