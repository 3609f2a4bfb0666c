"""Edit a clip, and render it again, as the commands do."""

from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from core.domain.artifact import Artifact
from core.domain.report import ClipReport
from core.queues import Queue
from tests.workflows.running import WORKSPACE, Job
from workflows import ids
from workflows.clip import ClipRequest, ClipResult, ClipWorkflow

PLAN = Artifact(key="ws/test/plan-edited.json", size=1)


def edited(clip: ClipReport) -> ClipReport:
    """Return the next version of a clip, as it is before it is rendered."""
    files = dict.fromkeys(("clip_key", "captions_key", "thumbnail_key", "spec_key"), "")
    return clip.model_copy(
        update={**files, "version": clip.version + 1, "plan_key": PLAN.key, "title": "Edited"}
    )


async def again(
    env: WorkflowEnvironment, job: Job, clip: ClipReport, rounds: int = 1
) -> WorkflowHandle[Any, ClipResult]:
    """Start to render a version of a clip, as the command does."""
    request = ClipRequest(
        workspace=WORKSPACE,
        job=job.id.rsplit("/", 1)[-1],
        clip=clip,
        plan=PLAN,
        faces=Artifact(key="ws/test/faces.json", size=1),
        rounds=rounds,
        patience=0.001,
    )
    return await env.client.start_workflow(
        ClipWorkflow.run,
        request,
        id=ids.clip(WORKSPACE, clip.clip_id, clip.version),
        task_queue=Queue.ORCHESTRATION,
    )
