"""One clip is approved or rejected over the API, and its job hears of it."""

from uuid import UUID, uuid4

import pytest
from temporalio.client import WorkflowHandle

from core.db.tables import Clip
from core.domain.job import JobOptions, SourceKind, SourceRef
from tests.api.desk import Desk
from tests.workflows.rooms import Rooms
from tests.workflows.running import reached, serving
from workflows.starting import start_vod
from workflows.vod import VodRequest, VodResult, VodWorkflow

pytestmark = pytest.mark.server


async def test_each_clip_is_decided_about_by_itself(desk: Desk) -> None:
    who = await desk.service.person()
    job = await desk.service.job(who, state="clips_generated")
    request = VodRequest(
        workspace=str(who.workspace),
        job=str(job.id),
        source=SourceRef(kind=SourceKind.FILE, location="talk.mp4"),
        options=JobOptions(auto=False, max_clips=2),
        patience=0.001,
    )
    async with serving(desk.temporal.client, Rooms()):
        await start_vod(desk.temporal.client, request)
        handle: WorkflowHandle[VodWorkflow, VodResult] = (
            desk.temporal.client.get_workflow_handle_for(VodWorkflow.run, job.workflow_id)
        )
        await reached(handle, "clips_generated")
        told = (await handle.query(VodWorkflow.progress)).clips
        rows = [
            Clip(
                id=UUID(one.clip_id),
                workspace_id=who.workspace,
                job_id=job.id,
                state=one.state.value,
                **one.model_dump(include={"title", "start", "end", "score", "plan_key"}),
            )
            for one in told
        ]
        async with desk.service.owner.transaction() as session:
            session.add_all(rows)
        first, second = (row.id for row in rows)

        yes = await who.ask("POST", f"/clips/{first}/approve", json={"why": "good"})
        no = await who.ask("POST", f"/clips/{second}/reject")
        twice = await who.ask("POST", f"/clips/{first}/reject")
        result = await handle.result()

    assert (yes.status_code, yes.json()["state"]) == (200, "approved"), yes.text
    assert (no.status_code, no.json()["state"]) == (200, "rejected"), no.text
    assert twice.status_code == 409
    assert result.clips == (str(first),)


async def test_a_clip_whose_job_is_over_is_not_decided_about(desk: Desk) -> None:
    one = await desk.clipped()

    answer = await one.ask("POST", "/approve")
    unknown = await one.who.ask("POST", f"/clips/{uuid4()}/approve")

    assert (answer.status_code, unknown.status_code) == (409, 404)
    assert "completed" in answer.json()["error"]["message"]
