import json
from pathlib import Path

import pytest
from PIL import Image

from activities import catalog
from tests.system import System

pytestmark = pytest.mark.media


async def test_everything_that_can_be_chosen_is_listed(tmp_path: Path) -> None:
    done = await System(tmp_path).command("styles", "--json")

    assert set(done.json()) == {"captions", "layout", "effect", "transition", "overlay"}
    assert set(done.json()["captions"]) == set(catalog.CAPTION_STYLES.every())
    assert len(done.json()["captions"]) >= 8


async def test_a_picture_is_written_for_each_that_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"

    done = await System(tmp_path).command(
        "styles", "karaoke", "minimal", "wipe", "broll", "--preview", str(folder), "--json"
    )

    assert done.code == 0, done.errors
    files = [Path(file) for file in json.loads(done.output)["files"]]
    assert {file.name for file in files} == {
        "captions-karaoke.png",
        "captions-minimal.png",
        "transition-wipe.png",
        "overlay-broll.png",
    }
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (540, 960)
    assert len({file.read_bytes() for file in files}) == 4


async def test_a_name_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    done = await System(tmp_path).command("styles", "sparkle", "--preview", str(tmp_path))

    assert done.code == 2
    assert "sparkle" in done.errors
    assert "karaoke" in done.errors
