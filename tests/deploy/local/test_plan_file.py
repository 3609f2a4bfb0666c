"""A plan and a recording become a clip, without a job and without a server."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidPlanError, SourceNotFoundError, UnreadableMediaError
from core.settings import Settings
from deploy.local.plan_file import PlanFile, render_file
from deploy.local.plan_file_work import build
from tests.media import video

pytestmark = pytest.mark.media

SHORT: dict[str, Any] = {
    "spans": [{"start": 0.2, "end": 0.7}],
    "captions": None,
    "output": {"width": 180, "height": 320},
}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("source") / "s.mp4", seconds=1, size="180x320")


async def test_spans_are_all_that_a_plan_needs_beside_a_recording(
    recording: Path, tmp_path: Path
) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / "made here" / "out.mp4"
    plan.write_text(json.dumps(SHORT))
    options, done = Settings(data_dir=tmp_path / "data"), list[float]()

    made = await render_file(plan, recording, out, options=options, progress=done.append)

    assert made.duration == 0.5
    assert done[-1] > 0.9
    assert b"ftyp" in out.read_bytes()[:12]
    assert [file.name for file in out.parent.iterdir()] == ["out.mp4"]
    assert not list((tmp_path / "data" / "scratch").iterdir())


async def test_a_file_that_is_not_there_is_named(recording: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match=r"there is no file .*nothing\.json"):
        await render_file(
            tmp_path / "nothing.json",
            recording,
            tmp_path / "out.mp4",
            options=Settings(data_dir=tmp_path / "data"),
            progress=lambda _: None,
        )


def attempt(plan: str, source: Path, folder: Path) -> None:
    """Do what the process does, with a plan that it must refuse before it renders."""
    path = folder / "plan.json"
    path.write_text(plan)
    build(PlanFile(plan=str(path), source=str(source), objects=str(folder)), lambda _: None)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"spans": [{"start": 0, "end": 9}]}, InvalidPlanError, r"spans\.0\.end: 9\.00 s lies"),
        ({"spans": []}, InvalidPlanError, "spans"),
        ({"titel": "x"}, InvalidPlanError, "titel"),
        ({"version": 7}, InvalidPlanError, "version: 7"),
        ({"layout": {"name": "x"}}, InvalidPlanError, r"layout\.name"),
        (
            {"brand": {"logo": {"file": {"key": "w/logo.png", "size": 1}}}},
            SourceNotFoundError,
            "put it beside the plan",
        ),
        (
            {"brand": {"logo": {"file": {"key": "../../etc/passwd", "size": 1}}}},
            SourceNotFoundError,
            "does not name a file of a plan",
        ),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(
    recording: Path, tmp_path: Path, change: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        attempt(json.dumps({**SHORT, **change}), recording, tmp_path)


def test_what_is_no_plan_and_what_is_no_recording_is_refused(
    recording: Path, tmp_path: Path
) -> None:
    for text in ("{", "[]", '"plan"'):
        with pytest.raises(InvalidPlanError, match=r"plan\.json"):
            attempt(text, recording, tmp_path)
    with pytest.raises(UnreadableMediaError):
        attempt(json.dumps(SHORT), tmp_path / "plan.json", tmp_path)
