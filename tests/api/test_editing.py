"""The plans of clips over the API, with the workers that change and render them."""

import asyncio
from typing import Any
from uuid import uuid4

import av
import pytest
from sqlmodel import col, select

from core.db.tables import Clip, ClipVersion, Event
from core.domain.job import ClipState, JobState
from tests.api.desk import WORDS, Clipped, Desk
from tests.api.running import listening
from tests.api.test_live import next_event, watching
from tests.waiting import answer

pytestmark = [pytest.mark.server, pytest.mark.media]

KARAOKE = [{"op": "set", "path": "captions.style", "value": "karaoke"}]


async def stored(desk: Desk, one: Clipped) -> list[str]:
    """Return the names of what a job has stored."""
    folder = desk.service.options.data_dir / "objects" / str(one.who.workspace) / "jobs"
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


async def rendered(desk: Desk, one: Clipped, version: int) -> ClipVersion:
    """Return a version when it is rendered."""

    async def ready() -> ClipVersion | None:
        async with desk.service.owner.transaction() as rows:
            found = await rows.get_one(ClipVersion, (one.clip, version))
            shown = await rows.get_one(Clip, one.clip)
        assert found.state != ClipState.FAILED
        return found if found.state == ClipState.READY and shown.version == version else None

    return await answer(ready)


async def test_a_change_is_the_next_version_and_the_one_before_stays(working: Desk) -> None:
    one = await working.clipped()

    before = (await one.ask("GET", "/plan")).json()
    made = await one.ask("PATCH", json={"base": 1, "operations": KARAOKE})
    now = (await one.ask("GET", "/plan")).json()
    first = (await one.ask("GET", "/plan?version=1")).json()
    difference = (await one.ask("GET", "/versions/1/difference/2")).json()
    record = (await one.who.ask("GET", "/audit")).json()["data"]

    assert made.status_code == 200, made.text
    change = {"field": "captions.style", "before": "highlight_word", "after": "karaoke"}
    assert (made.json()["version"], made.json()["changes"]) == (2, [change])
    assert (before["version"], before["newest"]) == (1, 1)
    assert (now["version"], now["plan"]["captions"]["style"]) == (2, "karaoke")
    assert first["plan"] == before["plan"]
    assert difference["changes"] == [change]
    assert [version["operations"] for version in await one.versions()] == [[], KARAOKE]
    assert (record[0]["action"], record[0]["after"]) == ("clips.edit", {"version": 2})


async def test_of_changes_at_the_same_time_one_is_kept(working: Desk) -> None:
    one = await working.clipped()

    made = await asyncio.gather(
        *(
            one.ask(
                "PATCH",
                json={"base": 1, "operations": [{"op": "set", "path": "title", "value": str(n)}]},
            )
            for n in range(4)
        )
    )
    late = await one.ask("PATCH", json={"base": 1, "operations": KARAOKE})

    assert sorted(answer.status_code for answer in made) == [200, 409, 409, 409]
    assert late.status_code == 409
    assert late.json()["error"]["code"] == "conflict"
    (winner,) = [answer for answer in made if answer.status_code == 200]
    title = winner.json()["changes"][0]["after"]
    assert (await one.ask("GET", "/plan")).json()["plan"]["title"] == title
    assert len(await one.versions()) == 2


async def test_the_same_key_makes_one_version(working: Desk) -> None:
    one = await working.clipped()
    asked: dict[str, Any] = {"json": {"base": 1, "operations": KARAOKE}, "Idempotency_Key": "k"}

    first, second = [await one.ask("PATCH", **asked) for _ in range(2)]
    other = await working.clipped()
    reused = await one.who.ask("PATCH", f"/clips/{other.clip}", **asked)

    assert first.json() == second.json()
    assert [version["version"] for version in await one.versions()] == [1, 2]
    assert reused.status_code == 404


async def test_what_is_only_tried_is_not_kept(working: Desk) -> None:
    one = await working.clipped()

    told = await one.ask(
        "PATCH",
        json={"base": 1, "operations": [{"op": "tighten", "speed": "fast"}], "dry_run": True},
    )
    same = await one.ask("PATCH", json={"base": 1})
    tried = (await working.service.client.get(told.json()["plan"])).json()
    kept = (await working.service.client.get(same.json()["plan"])).json()

    fields = {change["field"].partition(".")[0] for change in told.json()["changes"]}
    assert told.json()["version"] == 1
    assert {"spans", "captions"} <= fields
    assert len(tried["captions"]["words"]) == len(WORDS) - 1
    assert kept == one.plan.model_dump(mode="json")
    assert (same.json()["version"], same.json()["changes"]) == (1, [])
    assert len(await one.versions()) == 1


async def test_an_older_version_comes_back_as_the_newest(working: Desk) -> None:
    one = await working.clipped()
    await one.ask("PATCH", json={"base": 1, "operations": KARAOKE})

    made = await one.ask("PATCH", json={"base": 2, "version": 1})

    assert made.json()["version"] == 3
    assert (await one.ask("GET", "/plan")).json()["plan"]["captions"]["style"] == "highlight_word"
    assert (await one.versions())[-1]["base"] == 1


def setting(path: str, value: object) -> list[dict[str, object]]:
    return [{"op": "set", "path": path, "value": value}]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"base": 1, "operations": setting("captions.style", "none")}, 422, "captions.style"),
        ({"base": 1, "operations": setting("captions.stile", "x")}, 422, "captions.style"),
        ({"base": 1, "operations": setting("spans.0.end", 9999)}, 422, "spans.0.end"),
        ({"base": 1, "operations": setting("clip_id", "x")}, 422, "clip_id"),
        ({"base": 1, "operations": setting("title", "a\u0000b")}, 422, "operations.0"),
        ({"base": 1, "operations": setting("title", "a\u001bb")}, 422, "operations.0"),
        ({"base": 1, "operations": setting("title", "x" * 5000)}, 422, "operations.0"),
        ({"base": 1, "operations": setting("spans", [])}, 422, "spans"),
        ({"base": 1, "operations": [{"op": "explode"}]}, 422, "operations.0"),
        ({"base": 1, "operations": KARAOKE * 10_000}, 422, "operations"),
        ({"base": 1, "operations": [{"op": "delete_words", "first": 3, "last": 99}]}, 422, "99"),
        ({"base": 1, "version": 7, "operations": KARAOKE}, 404, "no version 7"),
        ({"base": 2, "operations": KARAOKE}, 409, "version 1"),
        ({"operations": KARAOKE}, 422, "base"),
    ],
)
async def test_what_cannot_be_done_is_told_and_leaves_nothing(
    working: Desk, body: dict[str, object], status: int, said: str
) -> None:
    one = await working.clipped()

    answer = await one.ask("PATCH", json=body)

    assert answer.status_code == status, answer.text
    assert said in answer.json()["error"]["message"]
    assert len(await one.versions()) == 1
    assert not [name for name in await stored(working, one) if "edits" in name]


@pytest.mark.parametrize(
    "value",
    [
        b"NaN",
        b"1e999",
        b'"\\ud800"',
        b"[" * 400 + b"]" * 400,
        b"1" * 5000,
        b'{"a": {"b": "\\u0000"}}',
    ],
    ids=["nan", "infinite", "surrogate", "deep", "long", "nul"],
)
async def test_json_that_no_plan_can_hold_is_refused(working: Desk, value: bytes) -> None:
    one = await working.clipped()
    body = b'{"base": 1, "operations": [{"op": "set", "path": "title", "value": %s}]}' % value

    answer = await one.ask("PATCH", content=body, Content_Type="application/json")

    assert answer.status_code in {400, 422}, answer.text
    assert len(await one.versions()) == 1


async def test_a_file_of_another_workspace_is_not_there(working: Desk) -> None:
    one, other = await working.clipped(), await working.clipped()
    key = other.plan.source.key
    music = {"file": {"key": key, "size": 1}}
    steal = [*setting("audio.music", music), {"op": "cut_on_beat"}]
    lost = {"file": {"key": f"{one.who.workspace}/nothing/x.mp3", "size": 1}}

    for operations in (
        setting("audio.music", music),
        setting("audio.music", {"file": {"key": "../../etc/passwd", "size": 1}}),
        setting("audio.music", lost),
        steal,
    ):
        answer = await one.ask("PATCH", json={"base": 1, "operations": operations})

        assert answer.status_code == 422, answer.text
        assert "no such file in this workspace" in answer.json()["error"]["message"]
    assert len(await one.versions()) == 1


async def test_a_plan_that_is_not_kept_any_more_is_gone(working: Desk) -> None:
    one = await working.clipped()
    await working.store.delete(f"{one.who.workspace}/jobs/{one.job}/plans/{one.clip}.json")

    for method, path, sent in (
        ("GET", "/plan", None),
        ("PATCH", "", {"base": 1, "operations": KARAOKE}),
        ("POST", "/rerender", {}),
        ("GET", "/nle", None),
    ):
        answer = await one.ask(method, path, json=sent)

        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "gone"), path


async def test_nobody_reads_or_changes_the_plan_of_another_workspace(working: Desk) -> None:
    one, stranger = await working.clipped(), await working.clipped()

    for method, path, sent in (
        ("GET", "/plan", None),
        ("PATCH", "", {"base": 1, "operations": KARAOKE}),
        ("POST", "/rerender", {}),
        ("POST", "/approve", {}),
        ("GET", "/versions/1/difference/1", None),
    ):
        answer = await stranger.who.ask(method, f"/clips/{one.clip}{path}", json=sent)

        assert answer.status_code == 404, path
    assert len(await one.versions()) == 1


async def test_a_draft_is_a_version_whose_steps_are_told_while_it_is_rendered(
    working: Desk,
) -> None:
    one = await working.clipped()

    asked = {"json": {"quality": "draft"}, "Idempotency_Key": "draft"}
    first = await one.ask("POST", "/rerender", **asked)
    again = await one.ask("POST", "/rerender", **asked)
    done = await rendered(working, one, 2)
    address = (await one.ask("GET", "/download")).json()["url"]
    file = await working.service.client.get(address)
    async with working.service.owner.transaction() as rows:
        query = select(Event).where(Event.job_id == one.job, Event.kind == "step")
        told = [event.body for event in await rows.scalars(query.order_by(col(Event.id)))]

    assert first.status_code == 202, first.text
    assert first.json() == {"clip": str(one.clip), "job": str(one.job), "version": 2}
    assert again.json() == first.json()
    assert (await one.ask("GET", "/plan")).json()["plan"]["output"]["profile"] == "draft"
    steps = [(step["name"], step["state"]) for step in told]
    assert steps[:2] == [("render", "running"), ("render", "completed")]
    assert {step["clip_id"] for step in told} == {str(one.clip)}
    assert file.status_code == 200
    async with working.store.local(await working.store.find(done.clip_key)) as path:  # type: ignore[arg-type]
        assert path.read_bytes() == file.content
        with av.open(str(path)) as clip:
            assert (clip.streams.video[0].width, clip.streams.video[0].height) == (90, 160)


async def test_a_clip_that_its_job_still_renders_is_left_to_it(working: Desk) -> None:
    one = await working.clipped(job=JobState.CLIPS_GENERATED, state=ClipState.PLANNED)

    answer = await one.ask("POST", "/rerender")
    unknown = await one.ask("POST", "/rerender", json={"version": 9})
    silly = await one.ask("POST", "/rerender", json={"quality": "perfect"})

    assert (answer.status_code, unknown.status_code, silly.status_code) == (409, 404, 422)
    assert "clips_generated" in answer.json()["error"]["message"]


async def test_people_find_what_they_made(working: Desk) -> None:
    who = await working.service.person()
    mine = {str((await working.service.job(who, created_by=who.user)).id) for _ in range(3)}
    await working.service.job(who)

    pages = [(await who.ask("GET", f"/users/me/videos?limit=2&page={n}")).json() for n in (1, 2)]

    assert [page["total"] for page in pages] == [3, 3]
    assert {one["id"] for page in pages for one in page["data"]} == mine


async def test_a_clip_that_is_not_there_is_not_there(working: Desk) -> None:
    who = await working.service.person()

    answer = await who.ask("PATCH", f"/clips/{uuid4()}", json={"base": 1})

    assert answer.status_code == 404


async def test_who_watches_is_told_of_a_version_before_it_is_rendered(
    working: Desk,
) -> None:
    one = await working.clipped()
    async with listening(working.service.app) as address:
        watched = [
            watching(address, path, one.who) for path in (f"/ws/jobs/{one.job}", "/ws/workspace")
        ]
        async with watched[0] as job, watched[1] as workspace:
            await one.ask("PATCH", json={"base": 1, "operations": KARAOKE})
            made = [await next_event(socket) for socket in (job, workspace)]
            await one.ask("POST", "/rerender")
            told: list[dict[str, Any]] = []
            while not told or told[-1]["body"]["state"] != "ready":
                event = await next_event(job)
                told += [event] if event["kind"] == "version" else []

    for event in made:
        assert (event["kind"], event["job_id"]) == ("version", str(one.job))
        new = {"clip_id": str(one.clip), "version": 2, "base": 1, "state": "planned"}
        assert event["body"] == new
    assert [event["body"]["state"] for event in told] == ["rendering", "ready"]
