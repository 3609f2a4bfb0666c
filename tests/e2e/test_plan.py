"""A clip is looked at, edited and rendered again; what was there before stays."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Clipped
from tests.system import System

pytestmark = [pytest.mark.server, pytest.mark.media]


@dataclass
class Edited:
    """A clip before and after an edit, as the commands tell of it."""

    clip: str
    plan: dict[str, Any]
    before: bytes
    edit: dict[str, Any]
    rendered: dict[str, Any]


async def asked(running: System, *arguments: str) -> Any:
    done = await running.command(*arguments, "--json")
    assert done.code == 0, done.errors
    return done.json()


@pytest.fixture(scope="module")
async def edited(running: System, clipped: Clipped) -> Edited:
    last = clipped.answer["clips"][-1]
    clip = str(last["id"])[:13]
    shown = await asked(running, "show", clipped.answer["job"])
    return Edited(
        clip=clip,
        plan=await asked(running, "plan", "show", clip),
        before=Path(shown["clips"][-1]["path"]).read_bytes(),
        edit=await asked(running, "plan", "edit", clip, "--set", "captions.style=karaoke"),
        rendered=await asked(running, "render", clip),
    )


async def test_an_edit_is_a_new_version_that_says_what_was_changed(edited: Edited) -> None:
    assert (edited.edit["version"], edited.edit["base"]) == (2, 1)
    assert edited.edit["changes"] == [
        {"field": "captions.style", "before": "highlight_word", "after": "karaoke"}
    ]


async def test_only_what_changed_is_computed_again(running: System, edited: Edited) -> None:
    again = await asked(running, "render", edited.clip)

    first = {step["name"]: step for step in edited.rendered["steps"]}
    assert (edited.rendered["version"], edited.rendered["state"]) == (2, "ready")
    assert first["render"]["note"] == "sound kept from an earlier version"
    assert (first["render"]["cached"], first["thumbnail"]["cached"]) == (False, True)
    assert edited.rendered["seconds"] > first["render"]["seconds"] > 0
    assert [step["cached"] for step in again["steps"]] == [True, True]
    assert again["path"] == edited.rendered["path"]


async def test_every_version_is_kept_and_the_newest_is_shown(
    running: System, clipped: Clipped, edited: Edited
) -> None:
    told = await asked(running, "plan", "versions", edited.clip)
    shown = await asked(running, "show", clipped.answer["job"])
    first = await asked(running, "plan", "show", edited.clip, "--version", "1")

    old, new = told["versions"]
    assert Path(old["path"]).read_bytes() == edited.before != Path(new["path"]).read_bytes()
    assert (old["state"], new["state"]) == ("ready", "ready")
    assert new["operations"] == [{"op": "set", "path": "captions.style", "value": "karaoke"}]
    assert shown["clips"][-1]["path"] == new["path"] == edited.rendered["path"]
    assert first == edited.plan


async def test_the_plan_and_the_recording_alone_give_the_same_bytes(
    running: System, clipped: Clipped, edited: Edited, tmp_path: Path
) -> None:
    newest = await asked(running, "plan", "show", edited.clip)
    (tmp_path / "plan.json").write_text(json.dumps(newest))

    done = await asked(
        System(tmp_path),
        *("render", str(tmp_path / "plan.json"), "--source", str(clipped.recording)),
        *("-o", str(tmp_path / "out.mp4")),
    )

    assert (tmp_path / "out.mp4").read_bytes() == Path(edited.rendered["path"]).read_bytes()
    assert done["duration"] == pytest.approx(
        sum(span["end"] - span["start"] for span in newest["spans"]), abs=0.05
    )


async def test_words_that_are_deleted_are_gone_from_the_clip(
    running: System, edited: Edited
) -> None:
    word = edited.plan["captions"]["words"][3]
    change = ("plan", "edit", edited.clip, "--delete-words", "3..3", "--dry-run")

    told = await asked(running, *change)
    after = await asked(running, "plan", "versions", edited.clip)

    assert {"field": "captions.words.3", "before": word, "after": None} in told["changes"]
    assert told["changes"][0]["field"].startswith("spans.0.")
    assert len(after["versions"]) == 2


async def test_the_cut_and_the_sound_follow_what_was_heard(running: System, edited: Edited) -> None:
    options = ("--tighten", "fast", "--add-sounds", "--censor", "silence", "--dry-run")

    told = await asked(running, "plan", "edit", edited.clip, *options)

    fields = {change["field"].partition(".")[0] for change in told["changes"]}
    assert fields <= {"spans", "captions", "layout", "effects", "audio"}
    assert {"field": "audio.censoring.way", "before": "bleep", "after": "silence"} in (
        told["changes"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "captions.stile=karaoke"), "near it: captions.style"),
        (("--set", "captions.style=none"), "captions.style: no caption style is named 'none'"),
        (("--set", "spans.0.end=9999"), "spans.0.end: 9999.00 s lies outside the source"),
        (("--delete-words", "one"), "“one” is no range"),
        (("--replace-words", "3"), "write FROM..TO=TEXT"),
        (("--from", "7"), "the clip has no version 7; it has 1 to 2"),
        (("--add-effect", "{"), "the effect is no JSON"),
        (("--tighten", "warp"), "speed: Input should be 'relaxed', 'natural' or 'fast'"),
        (("--cut-on-beat",), "spans: the clip is one piece"),
        (("--thumbnail", "4"), "the clip has no picture 4; it has 1 to 3"),
    ],
)
async def test_what_cannot_be_is_refused_in_one_line(
    running: System, edited: Edited, arguments: tuple[str, ...], said: str
) -> None:
    done = await running.command("plan", "edit", edited.clip, *arguments)

    assert done.code == 2
    assert said in done.errors
    assert done.errors.count("\n") == 1


async def test_another_picture_stands_for_the_clip_and_nothing_else_is_made_again(
    running: System, edited: Edited
) -> None:
    before = await asked(running, "plan", "versions", edited.clip)
    offered = before["versions"][-1]["thumbnails"]

    change = ("--thumbnail", "2", "--from", "2")
    edit = await asked(running, "plan", "edit", edited.clip, *change)
    rendered = await asked(running, "render", edited.clip)

    assert len({Path(one["path"]).read_bytes() for one in offered}) == 3
    assert edit["changes"] == [{"field": "thumbnail.at", "before": None, "after": offered[1]["at"]}]
    assert rendered["thumbnail"] == offered[1]["path"]
    assert rendered["thumbnails"] == [one["path"] for one in offered]
    assert [step["cached"] for step in rendered["steps"]] == [True, True]


async def test_a_clip_that_waits_is_rendered_by_its_job_with_its_newest_plan(
    running: System, recording: Path
) -> None:
    started = await asked(
        running, "clip", str(recording), "--ask", "-n", "1", "--min", "5", "--max", "10"
    )
    clip = str(started["clips"][0]["id"])
    refused = await running.command("render", clip)
    await asked(
        running, "plan", "edit", clip, "--set", "title=Mine", "--set", "output.profile=draft"
    )
    await asked(running, "approve", started["job"])
    done = await asked(running, "show", started["job"], "--follow")
    told = await asked(running, "plan", "versions", clip)

    assert refused.code == 2
    assert "it waits for `clippedai approve" in refused.errors
    assert (done["state"], done["clips"][0]["title"]) == ("completed", "Mine")
    assert [version["state"] for version in told["versions"]] == ["planned", "ready"]
