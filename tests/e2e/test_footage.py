"""A clip is given footage, a sticker and another background, and tells what they will cost."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e.conftest import Clipped
from tests.media import video
from tests.system import System

pytestmark = [pytest.mark.server, pytest.mark.media]


async def asked(running: System, *arguments: str) -> Any:
    done = await running.command(*arguments, "--json")
    assert done.code == 0, done.errors
    return done.json()


@pytest.fixture(scope="module")
def clip(clipped: Clipped) -> str:
    return str(clipped.answer["clips"][1]["id"])


async def test_a_clip_is_given_what_lies_elsewhere_and_rendered(
    running: System, clip: str, tmp_path: Path
) -> None:
    film = video(tmp_path / "lake.mp4", seconds=3, size="160x90", sound=False)
    Image.new("RGBA", (40, 40), "#ffdd33").save(tmp_path / "star.png")
    span = (await asked(running, "plan", "show", clip))["spans"][0]
    at = f"{span['start'] + 1}..{span['start'] + 3}"

    shown = await asked(running, "plan", "broll", clip, str(film), "--at", at)
    stuck = await asked(running, "plan", "sticker", clip, str(tmp_path / "star.png"), "--at", at)
    keyed = await asked(running, "plan", "background", clip, "#2040a0")
    await asked(running, "plan", "edit", clip, "--set", "output.profile=draft")
    estimated = await asked(running, "render", clip, "--estimate")
    rendered = await asked(running, "render", clip)

    assert [cost["field"] for cost in shown["estimate"]] == ["broll.0"]
    assert stuck["estimate"] == []
    assert [cost["field"] for cost in keyed["estimate"]] == ["green_screen"]
    fields = [cost["field"] for cost in estimated["costs"]]
    assert {"output", "audio", "broll.0", "green_screen"} <= set(fields)
    assert (estimated["dollars"], estimated["seconds"] > 0) == (0, True)
    assert rendered["state"] == "ready"
    assert rendered["seconds"] < 20 * estimated["seconds"]


async def test_moments_for_footage_are_proposed(running: System, clip: str) -> None:
    found = (await asked(running, "plan", "broll", clip))["proposals"]

    assert all(one["words"] and one["span"]["end"] > one["span"]["start"] for one in found)


async def test_what_cannot_be_had_is_one_line(running: System, clip: str, tmp_path: Path) -> None:
    (tmp_path / "list.mp4").write_text("#EXTM3U\nfile:///etc/passwd\n")
    for arguments, said in (
        (("broll", clip, "a lake nobody filmed", "--at", "5"), "no footage"),
        (("broll", clip, "lake"), "--at START..END"),
        (("broll", clip, str(tmp_path / "list.mp4"), "--at", "5"), "is no whole MP4"),
        (("sticker", clip, str(tmp_path / "list.mp4")), "is no whole PNG"),
        (("sticker", clip, str(tmp_path / "gone.png")), "there is no file"),
        (("background", clip), "give a file or a colour"),
    ):
        done = await running.command("plan", *arguments)
        assert done.code == 2, arguments
        assert said in done.errors
        assert len(done.errors.strip().splitlines()) == 1
