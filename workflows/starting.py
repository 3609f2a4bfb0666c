"""Starting a job, the same way whoever asks."""

from temporalio.client import Client
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from core.queues import Queue
from core.temporal import JOB, KIND, WORKSPACE
from workflows import ids
from workflows.vod import VodRequest, VodWorkflow


async def start_vod(client: Client, request: VodRequest) -> None:
    """Start the job of a request; nothing happens when it was started before.

    Raises:
        RPCError: Temporal does not answer.
    """
    await client.start_workflow(
        VodWorkflow.run,
        request,
        id=ids.vod(request.workspace, request.job),
        task_queue=Queue.ORCHESTRATION,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
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
