"""Record golden histories from a real server: ``python -m tests.replay.record``.

Do this when a workflow changed on purpose, with new steps behind
``workflow.patched`` if jobs of the old kind may still be under way.
"""

import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from activities.gate.activity import GateActivities
from activities.plan import Unheard
from activities.plan.editing import CutOnBeat
from activities.render import WriteCutRequest
from activities.render.report.contract import PrintReportRequest
from core.db import Database
from core.db.migrate import migrate
from core.db.tables import Workspace
from core.domain.artifact import Artifact
from core.domain.job import JobState
from core.objects import FolderStore
from core.queues import Queue
from core.settings import settings
from core.temporal import SEARCH_ATTRIBUTES
from deploy.local import temporal_server
from tests.postgres import postgres
from tests.waiting import answer
from tests.workflows import test_mail_workflow, test_maintenance
from tests.workflows.revising import PLAN, again, edited
from tests.workflows.rooms import Rooms
from tests.workflows.running import WORKSPACE, Job, reached, serving, start
from workflows import asking, ids
from workflows.asking import Asker
from workflows.clip import Revision
from workflows.editing import EditRequest
from workflows.mail import OutboxWorkflow
from workflows.maintenance import RetentionRequest, RetentionWorkflow
from workflows.review import Decision
from workflows.vod import VodWorkflow

FOLDER = Path(__file__).parent / "histories"
MOST_CLIPS = 30


async def main() -> None:
    """Run a job in every way it can go, and keep what the server remembers."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(await temporal_server.find(settings(), print)),
        search_attributes=SEARCH_ATTRIBUTES,
        data_converter=pydantic_data_converter,
    ) as env:
        await _completed(env)
        await _retried(env)
        await _paused(env)
        await _cancelled(env)
        await _reviewed(env)
        await _edited(env)
        await _told(env)
        await _waited(env)
        await _changed(env)
        await _maintained(env)
        await _mailed(env)


async def _completed(env: WorkflowEnvironment) -> None:
    """With as many clips as a job may have, so that sizes are those of the worst case."""
    async with serving(env.client, Rooms(clips=MOST_CLIPS)):
        job = await start(env.client, max_clips=MOST_CLIPS)
        await job.result()
        await _keep("completed", job)
        clip = (await job.query(VodWorkflow.progress)).clips[0]
        workspace = job.id.split("/")[1]
        await _keep("clip", env.client.get_workflow_handle(ids.clip(workspace, clip.clip_id, 1)))


async def _retried(env: WorkflowEnvironment) -> None:
    rooms = Rooms()
    rooms.fail("transcribe", 2)
    rooms.fail("thumbnail", 1, permanent=True)
    async with serving(env.client, rooms):
        job = await start(env.client)
        await reached(job, "failed")
        await job.signal(VodWorkflow.retry)
        await reached(job, "rendering")
        await reached(job, "failed")
        await job.signal(VodWorkflow.retry)
        await job.result()
        await _keep("retried", job)


async def _paused(env: WorkflowEnvironment) -> None:
    rooms = Rooms()
    render = rooms.hold("render")
    async with serving(env.client, rooms):
        job = await start(env.client)
        await reached(job, "rendering")
        await job.signal(VodWorkflow.pause, "lunch")
        await asyncio.sleep(1.5)  # for the signal to reach the clips
        render.set()
        await asyncio.sleep(1.5)
        await job.signal(VodWorkflow.resume)
        await job.result()
        await _keep("paused", job)


async def _cancelled(env: WorkflowEnvironment) -> None:
    rooms = Rooms()
    rooms.hold("render")
    async with serving(env.client, rooms):
        job = await start(env.client)
        await reached(job, "rendering")
        await asyncio.sleep(1.5)
        await job.cancel()
        try:
            await job.result()
        except WorkflowFailureError:
            await _keep("cancelled", job)


async def _reviewed(env: WorkflowEnvironment) -> None:
    async with serving(env.client, Rooms(clips=3)):
        job = await start(env.client, auto=False, review=True)
        await reached(job, "clips_generated")
        first = (await job.query(VodWorkflow.progress)).clips[0].clip_id
        await job.execute_update(VodWorkflow.reject, Decision(clips=(first,)))
        await job.execute_update(VodWorkflow.approve, Decision())
        await reached(job, "review")
        await job.execute_update(VodWorkflow.approve, Decision(by="ann"))
        await job.result()
        await _keep("reviewed", job)


async def _edited(env: WorkflowEnvironment) -> None:
    """Before it is rendered, and again when the job asks about it."""
    async with serving(env.client, Rooms(clips=1)):
        job = await start(env.client, auto=False, review=True)
        await reached(job, "clips_generated")
        planned = (await job.query(VodWorkflow.progress)).clips[0]
        await job.signal(VodWorkflow.revise, Revision(clip=edited(planned), plan=PLAN))
        await job.execute_update(VodWorkflow.approve, Decision())
        await reached(job, "review")
        rendered = (await job.query(VodWorkflow.progress)).clips[0]
        clip = await again(env, job, edited(rendered))
        await clip.result()
        await asyncio.sleep(1.5)  # for the news to reach the job
        await job.execute_update(VodWorkflow.approve, Decision())
        await job.result()
        await _keep("edited", job)
        await _keep("rendered-again", clip)


async def _told(env: WorkflowEnvironment) -> None:
    """To programs that want to know everything; one of them is away at first."""
    rooms = Rooms(clips=3)
    rooms.subscribers = 2
    rooms.fail("render", 1, permanent=True)
    async with serving(env.client, rooms):
        job = await start(env.client, review=True)
        await reached(job, "failed")
        rooms.away = 1
        await job.signal(VodWorkflow.retry)
        await reached(job, "review")
        await job.execute_update(VodWorkflow.approve, Decision())
        await job.result()
        await _keep("told", job)
        await asyncio.sleep(10)  # for who was away
        late = next(one for one in rooms.told if rooms.told.count(one) > 1)
        await _keep("webhook", env.client.get_workflow_handle(ids.webhook(WORKSPACE, late, 1)))


async def _waited(env: WorkflowEnvironment) -> None:
    """For a place: at first, because a quota is used up, and after a pause."""
    workspace = uuid4()
    with tempfile.TemporaryDirectory() as folder:
        async with postgres(Path(folder)) as url:
            await migrate(url)
            database = Database(url)
            async with database.transaction() as rows:
                rows.add(Workspace(id=workspace, name="W", tier="free"))
            await _wait_for_places(env, str(workspace), GateActivities(database, env.client))
            await database.close()


async def _wait_for_places(env: WorkflowEnvironment, workspace: str, gate: GateActivities) -> None:
    rooms = Rooms()
    rooms.fail("reserve", 1, permanent=True)
    ingest = rooms.hold("ingest")
    async with serving(env.client, rooms, gate=gate):
        jobs = [await start(env.client, workspace=workspace) for _ in range(3)]
        await asyncio.sleep(35)  # for the gate to look around
        notes = [(await job.query(VodWorkflow.progress)).note for job in jobs]
        last = next(job for job, note in zip(jobs, notes, strict=True) if note)
        ingest.set()
        failed = await _failed(jobs)
        await failed.signal(VodWorkflow.pause, "lunch")
        await failed.signal(VodWorkflow.retry)
        await failed.signal(VodWorkflow.resume)
        for job in jobs:
            await job.result()
        entrance = env.client.get_workflow_handle(ids.gate(workspace))
        await entrance.result()
        await _keep("waited", last)
        await _keep("over-quota", failed)
        await _keep("gate", entrance)


async def _failed(jobs: Sequence[Job]) -> Job:

    async def first() -> Job | None:
        for job in jobs:
            if (await job.query(VodWorkflow.progress)).state is JobState.FAILED:
                return job
        return None

    return await answer(first)


async def _changed(env: WorkflowEnvironment) -> None:
    """By operations whose cut follows music, by an editing program, and what came of both."""
    music = Unheard(file=Artifact(key="ws/test/music.mp3", size=1), seconds=60)
    with TemporaryDirectory() as folder:
        asker = Asker(env.client, FolderStore(Path(folder)), timedelta(seconds=20))
        request = EditRequest(
            workspace=WORKSPACE,
            job="job",
            clip_id="clip",
            base=1,
            plan=PLAN,
            newest=1,
            newest_plan=PLAN,
        )
        cut = WriteCutRequest(workspace=WORKSPACE, job="job", plan=PLAN, format="edl")
        paper = PrintReportRequest(workspace=WORKSPACE, job="job", report=PLAN)
        rooms = Rooms()
        async with serving(env.client, rooms):
            await asking.edit(asker, request, name="file", file=b"TITLE: cut")
            rooms.unheard = (music,)
            await asking.edit(asker, request, name="music", operations=[CutOnBeat()])
            await asking.export(asker, cut, "clip")
            await asking.report(asker, paper)
    found = {
        "brought-back": ids.edit(WORKSPACE, "clip", "file"),
        "on-the-beat": ids.edit(WORKSPACE, "clip", "music"),
        "exported": ids.export(WORKSPACE, "clip", cut.fingerprint()),
        "printed": ids.report(WORKSPACE, "job", paper.fingerprint()),
    }
    for name, workflow in found.items():
        await _keep(name, env.client.get_workflow_handle(workflow))


async def _maintained(env: WorkflowEnvironment) -> None:
    """With one workspace that cannot be done."""
    room = test_maintenance.Room(broken=test_maintenance.WORKSPACES[1])
    async with test_maintenance.serving(env.client, room):
        run = await env.client.start_workflow(
            RetentionWorkflow.run,
            RetentionRequest(),
            id=ids.RETENTION,
            task_queue=Queue.ORCHESTRATION,
        )
        await run.result()
        await _keep("retention", run)


async def _mailed(env: WorkflowEnvironment) -> None:
    """Begun by who looks for mail that waits, and sent at the second attempt."""
    mail = str(uuid4())
    post = test_mail_workflow.Post(troubles=1, waiting=(mail,))
    async with test_mail_workflow.serving(env.client, post):
        looking = await env.client.start_workflow(
            OutboxWorkflow.run, id=ids.OUTBOX, task_queue=Queue.ORCHESTRATION
        )
        await looking.result()
        sending = test_mail_workflow.sending(env.client, mail)
        await sending.result()
    await _keep("outbox", looking)
    await _keep("mail", sending)


async def _keep(name: str, job: WorkflowHandle[Any, Any]) -> None:
    history = (await job.fetch_history()).to_json()
    # Where the code lay when this was recorded is nobody's business.
    bare = re.sub(r'"stackTrace":\s*"(\\.|[^"\\])*"', '"stackTrace": ""', history)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(bare)


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)  # threads of the Temporal client still run; an ordinary end can crash on them
