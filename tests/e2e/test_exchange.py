"""A clip goes to editing programs and comes back."""

import re
from pathlib import Path
from typing import Any

import pytest

from activities import catalog
from tests.e2e.conftest import Clipped
from tests.system import System

pytestmark = [pytest.mark.server, pytest.mark.media]


@pytest.fixture(scope="module")
def clip(clipped: Clipped) -> str:
    return str(clipped.answer["clips"][0]["id"])


async def exported(running: System, clip: str, name: str, folder: Path) -> Path:
    target = folder / f"clip{catalog.EDIT_FORMATS.load(name)().suffix}"
    done = await running.command("export", clip, "--format", name, "-o", str(target), "--json")
    assert done.code == 0, done.errors
    assert done.json()["path"] == str(target)
    return target


async def imported(running: System, clip: str, path: Path, *options: str) -> Any:
    done = await running.command("import", clip, str(path), *options, "--json")
    assert done.code == 0, done.errors
    return done.json()


@pytest.mark.parametrize("name", catalog.EDIT_FORMATS.every())
async def test_a_file_that_nobody_changed_changes_nothing(
    running: System, clip: str, name: str, tmp_path: Path
) -> None:
    file = await exported(running, clip, name, tmp_path)

    answer = await imported(running, clip, file, "--dry-run")

    assert (answer["changes"], answer["version"]) == ([], 1)


async def test_a_marker_that_was_set_is_a_new_version(
    running: System, clip: str, tmp_path: Path
) -> None:
    file = await exported(running, clip, "edl", tmp_path)
    file.write_text(file.read_text() + "\n* LOC: 01:00:01:00 RED     look here\n")

    answer = await imported(running, clip, file)

    assert answer["version"] == 2
    ((field, text),) = [(one["field"], one["after"]["text"]) for one in answer["changes"]]
    assert (field, text) == ("markers.0", "look here")


async def test_a_damaged_file_changes_nothing_and_is_told(
    running: System, clip: str, tmp_path: Path
) -> None:
    file = await exported(running, clip, "premiere", tmp_path)
    file.write_text(re.sub(r"<in>\d+</in>", "<in>soon</in>", file.read_text()))

    done = await running.command("import", clip, str(file))

    assert done.code == 2
    assert "<in> 'soon' is no number of frames" in done.errors
