"""Changes of plans, and what people wait for: what is asked of whom, and when it is kept."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from activities.plan import Unheard
from activities.plan.editing import CutOnBeat
from activities.render import WriteCutRequest
from activities.render.report.contract import PrintReportRequest
from core.domain.artifact import Artifact
from core.domain.report import ClipReport
from core.errors import (
    InvalidPlanError,
    OvertakenError,
    ProcessFailedError,
    UpstreamBusyError,
)
from core.objects import FolderStore
from tests.workflows.rooms import Rooms
from tests.workflows.running import WORKSPACE, called, reached, serving, start
from workflows import asking, ids
from workflows.asking import Asker
from workflows.editing import EditRequest, EditWorkflow
from workflows.review import Decision
from workflows.vod import VodWorkflow

pytestmark = pytest.mark.server

PLAN = Artifact(key="ws/test/plan.json", size=1)
MUSIC = Unheard(file=Artifact(key="ws/test/music.mp3", size=1), seconds=60)


@pytest.fixture
def asker(temporal: WorkflowEnvironment, tmp_path: Path) -> Asker:
    return Asker(temporal.client, FolderStore(tmp_path), timedelta(seconds=20))


def change(job: str = "job", clip_id: str = "", **fields: object) -> EditRequest:
    return EditRequest(
        workspace=WORKSPACE,
        job=job,
        clip_id=clip_id or str(uuid4()),
        base=1,
        plan=PLAN,
        newest=1,
        newest_plan=PLAN,
    ).model_copy(update=fields)


async def test_a_change_is_kept_after_its_names_were_looked_at(asker: Asker) -> None:
    rooms = Rooms()
    async with serving(asker.client, rooms):
        done = await asking.edit(asker, change(), name="one", operations=[CutOnBeat()])

    assert (done.version, done.plan.key) == (2, "ws/test/plan-edited.json")
    names = ("read_cut", "hear_beats", "edit_plan", "check_plan", "add_version")
    assert [rooms.done[name] for name in names] == [0, 0, 1, 1, 1]
    assert await asker.store.find(f"{WORKSPACE}/jobs/job/edits/one") is None


async def test_music_is_heard_before_a_cut_follows_it(asker: Asker) -> None:
    rooms = Rooms()
    rooms.unheard = (MUSIC,)
    async with serving(asker.client, rooms):
        done = await asking.edit(asker, change(), name="one", operations=[CutOnBeat()])

    assert done.version == 2
    assert (rooms.done["hear_beats"], rooms.done["edit_plan"], rooms.edits) == (1, 2, 1)


async def test_a_file_of_an_editing_program_is_read_first(asker: Asker) -> None:
    rooms = Rooms()
    async with serving(asker.client, rooms):
        done = await asking.edit(asker, change(), name="one", file=b"TITLE: cut")

    assert (done.version, rooms.done["read_cut"]) == (2, 1)


async def test_what_is_only_tried_or_changes_nothing_is_not_kept(asker: Asker) -> None:
    rooms = Rooms()
    nothing = change(operations=Artifact(key="ws/test/nothing.json", size=1))
    async with serving(asker.client, rooms):
        tried = await asking.edit(asker, change(dry_run=True), name="one")
        handle = await asker.client.start_workflow(
            EditWorkflow.run, nothing, id=f"edit/{uuid4()}", task_queue="orchestration"
        )
        same = await handle.result()

    assert (tried.version, same.version) == (1, 1)
    assert rooms.done["add_version"] == 0


async def test_who_was_overtaken_is_told(asker: Asker) -> None:
    rooms = Rooms()
    rooms.overtaken = True
    async with serving(asker.client, rooms):
        with pytest.raises(OvertakenError, match="somebody else edited this clip"):
            await asking.edit(asker, change(), name="one")


async def test_what_an_activity_refuses_is_told_as_it_said_it(asker: Asker) -> None:
    rooms = Rooms()
    rooms.refuse("check_plan", InvalidPlanError("captions.style: no such style"))
    rooms.fail("edit_plan", 1)
    async with serving(asker.client, rooms):
        with pytest.raises(InvalidPlanError, match=r"captions\.style: no such style"):
            await asking.edit(asker, change(), name="one")
        rooms.fail("edit_plan", 3)
        with pytest.raises(ProcessFailedError, match="edit_plan broke"):
            await asking.edit(asker, change(), name="two")

    assert rooms.done["add_version"] == 0


async def test_what_nobody_does_in_time_is_taken_back(asker: Asker) -> None:
    request = change()

    with pytest.raises(UpstreamBusyError, match="no worker answers"):
        await asking.edit(replace(asker, patience=timedelta(seconds=0.3)), request, name="one")
    rooms = Rooms()
    async with serving(asker.client, rooms):
        handle = asker.client.get_workflow_handle(ids.edit(WORKSPACE, request.clip_id, "one"))
        with pytest.raises(WorkflowFailureError):
            await handle.result()

    assert rooms.done["add_version"] == 0
    assert await asker.store.find(f"{WORKSPACE}/jobs/job/edits/one") is None


async def test_a_job_that_still_goes_on_renders_the_changed_plan(asker: Asker) -> None:
    rooms = Rooms(clips=1)
    async with serving(asker.client, rooms):
        job = await start(asker.client, auto=False)
        await reached(job, "clips_generated")
        clip: ClipReport = (await job.query(VodWorkflow.progress)).clips[0]
        number = job.id.rsplit("/", 1)[-1]
        await asking.edit(asker, change(job=number, clip_id=clip.clip_id), name="one")
        await job.execute_update(VodWorkflow.approve, Decision())
        await job.result()
        done = (await job.query(VodWorkflow.progress)).clips[0]

    assert (done.version, done.title) == (2, "Edited")
    assert rooms.rendered == ["ws/test/plan-edited.json"]


async def test_a_clip_is_written_and_a_report_is_printed_once_for_all_who_wait(
    asker: Asker,
) -> None:
    rooms = Rooms()
    gates = [rooms.hold(name) for name in ("write_cut", "print_report")]
    cut = WriteCutRequest(workspace=WORKSPACE, job="job", plan=PLAN, format="edl")
    report = PrintReportRequest(workspace=WORKSPACE, job=str(uuid4()), report=PLAN)
    clip = str(uuid4())
    async with serving(asker.client, rooms):
        cuts = [asyncio.create_task(asking.export(asker, cut, clip)) for _ in range(2)]
        prints = [asyncio.create_task(asking.report(asker, report)) for _ in range(2)]
        for name in ("write_cut", "print_report"):
            await called(rooms, name)
        for gate in gates:
            gate.set()
        written = {one.file.key for one in await asyncio.gather(*cuts)}
        printed = {one.file.key for one in await asyncio.gather(*prints)}

    assert (written, printed) == ({"ws/test/cut.edl"}, {"ws/test/report.pdf"})
    assert (rooms.done["write_cut"], rooms.done["print_report"]) == (1, 1)
