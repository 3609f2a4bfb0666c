"""What a job found and made, as JSON and on paper."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from activities.plan.clip_ids import clip_id
from core.db.tables import Clip, JobStep
from core.domain.clip import Choice, Reasons, Scores, Selection
from core.domain.span import Span
from core.domain.topics import Topic, Topics
from core.domain.transcript import SpokenLanguage, Transcript
from core.objects import put_value
from tests.api.desk import Desk
from tests.api.people import Who

pytestmark = pytest.mark.server

MOMENT = Span(start=10, end=25)


async def job_of(desk: Desk, who: Who) -> UUID:
    """Return a job that found and made something."""
    folder = f"{who.workspace}/analysis/{uuid4().hex}"
    values = {
        "transcript": Transcript(
            engine="test",
            language="en",
            duration=60,
            languages=(SpokenLanguage(language="en", span=Span(start=0, end=60)),),
        ),
        "topics": Topics(
            engine="test", topics=(Topic(span=MOMENT, first=0, last=3, title="Rails"),)
        ),
        "selection": Selection(
            engine="built-in",
            note="no language model was asked",
            choices=(
                Choice(
                    candidate=0,
                    span=MOMENT,
                    title="רכבות",
                    scores=Scores(virality=80, reasons=Reasons(hook="opens with a question")),
                    warnings=("Somebody is named.",),
                ),
            ),
        ),
    }
    keys = {
        name: (await put_value(desk.store, f"{folder}/{name}.json", one)).key
        for name, one in values.items()
    }
    job = (await desk.service.job(who, title="תוכנית", artifacts=keys)).id
    clip = UUID(clip_id(str(job), MOMENT, "1:1"))
    step: dict[str, Any] = {
        "workspace_id": who.workspace,
        "job_id": job,
        "state": "completed",
        "seconds": 2.5,
    }
    async with desk.service.owner.transaction() as rows:
        rows.add_all(
            [
                Clip(
                    id=clip,
                    workspace_id=who.workspace,
                    job_id=job,
                    state="ready",
                    title="רכבות",
                    start=9.8,
                    end=25.2,
                    score=80,
                    format="1:1",
                    plan_key="w/p",
                ),
                JobStep(name="transcribe", engine="pocketsphinx", note="slow here", **step),
                JobStep(name="render", engine="x264", clip_id=clip, **step),
            ]
        )
    return job


async def test_a_report_tells_what_was_found_and_made(desk: Desk) -> None:
    who = await desk.service.person()
    job = await job_of(desk, who)

    answer = await who.ask("GET", f"/jobs/{job}/export/report")

    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert (told["title"], told["language"], told["languages"]) == ("תוכנית", "en", ["en"])
    assert told["duration"] == 60
    assert told["engines"] == {"transcribe": "pocketsphinx"}
    assert [topic["title"] for topic in told["topics"]] == ["Rails"]
    assert told["warnings"] == ["slow here", "no language model was asked"]
    (clip,) = told["clips"]
    assert (clip["title"], clip["format"], clip["score"]) == ("רכבות", "1:1", 80)
    assert clip["scores"]["reasons"]["hook"] == "opens with a question"
    assert clip["warnings"] == ["Somebody is named."]
    assert [(step["name"], step["seconds"]) for step in clip["steps"]] == [("render", 2.5)]
    assert [step["name"] for step in told["steps"]] == ["transcribe"]


async def test_a_report_comes_on_paper(working: Desk) -> None:
    who = await working.service.person()
    job = await job_of(working, who)

    first = await who.ask("GET", f"/jobs/{job}/export/report?format=pdf")
    again = await who.ask("GET", f"/jobs/{job}/export/report?format=pdf")

    assert first.status_code == 200, first.text
    assert first.headers["content-type"] == "application/pdf"
    assert "filename*=UTF-8''" in first.headers["content-disposition"]
    assert first.content.startswith(b"%PDF-")
    assert first.content == again.content


async def test_a_job_that_has_found_nothing_yet_has_a_report_as_well(desk: Desk) -> None:
    who = await desk.service.person()
    job = await desk.service.job(who, state="created", title="")

    answer = await who.ask("GET", f"/jobs/{job.id}/export/report")
    unknown = await who.ask("GET", f"/jobs/{uuid4()}/export/report?format=pdf")
    silly = await who.ask("GET", f"/jobs/{job.id}/export/report?format=docx")

    assert (answer.json()["clips"], answer.json()["topics"]) == ([], [])
    assert (unknown.status_code, silly.status_code) == (404, 422)
