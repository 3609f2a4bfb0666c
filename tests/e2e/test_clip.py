"""``clippedai clip``: what a person and a program get."""

import json
import uuid
from pathlib import Path

import av
import pytest

from tests.e2e.conftest import CLIP, Clipped
from tests.media import SHARED, video
from tests.system import System

pytestmark = [pytest.mark.server, pytest.mark.media]


def test_standard_output_is_one_json_object_and_nothing_else(clipped: Clipped) -> None:
    answer = json.loads(clipped.output)

    assert {"job", "workflow_id", "state", "engines", "steps", "clips"} <= set(answer)
    assert answer["state"] == "completed"
    uuid.UUID(answer["job"])


def test_every_step_says_what_ran(clipped: Clipped) -> None:
    steps = clipped.answer["steps"]

    assert {step["state"] for step in steps} == {"completed"}
    assert {step["attempt"] for step in steps} == {1}
    assert set(clipped.answer["engines"]) == {step["name"] for step in steps}


def test_an_engine_that_could_not_be_used_is_told(clipped: Clipped) -> None:
    heard_by = clipped.answer["engines"]["transcribe"]

    assert heard_by.startswith("faster-whisper") or "transcribe" in clipped.answer["notes"]


def test_the_clips_are_vertical_videos_that_play(clipped: Clipped) -> None:
    assert len(clipped.answer["clips"]) == 3
    for clip in clipped.answer["clips"]:
        with av.open(clip["path"]) as container:
            picture, sound = container.streams.video[0], container.streams.audio[0]
            frames = sum(1 for _ in container.decode(picture))
            assert (picture.width, picture.height) == (1080, 1920)
            assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert frames / 30 == pytest.approx(clip["end"] - clip["start"], abs=0.1)
        assert clip["loudness"] == pytest.approx(-14, abs=0.5)


def test_every_clip_comes_with_its_plan_thumbnail_and_captions(clipped: Clipped) -> None:
    for clip in clipped.answer["clips"]:
        plan = json.loads(Path(clip["plan"]).read_text())
        assert plan["title"] == clip["title"]
        assert Path(clip["thumbnail"]).read_bytes().startswith(b"\xff\xd8\xff")
        assert "[Events]" in Path(clip["captions"]).read_text()


async def test_a_clip_comes_in_every_shape_that_was_asked_for(
    running: System, clipped: Clipped, tmp_path: Path
) -> None:
    shapes = ("--format", "1:1", "--format", "4:5")
    done = await running.command(
        "clip", str(clipped.recording), "--json", "-n", "1", *CLIP[2:], *shapes, cwd=tmp_path
    )

    assert done.code == 0, done.errors
    clips = done.json()["clips"]
    assert [clip["format"] for clip in clips] == ["1:1", "4:5"]
    assert len({(clip["start"], clip["end"]) for clip in clips}) == 1
    for clip, size in zip(clips, ((1080, 1080), (1080, 1350)), strict=True):
        assert clip["format"].replace(":", "x") in Path(clip["path"]).name
        with av.open(clip["path"]) as container:
            picture = container.streams.video[0]
            assert (picture.width, picture.height) == size
    assert "sound and picture kept" in done.json()["notes"]["render"]


async def test_the_second_job_for_a_file_takes_its_analysis_from_the_store(
    running: System, clipped: Clipped, tmp_path: Path
) -> None:
    done = await running.command("clip", str(clipped.recording), "--json", *CLIP, cwd=tmp_path)

    again = done.json()
    cached = {step["name"] for step in again["steps"] if step["cached"]}
    assert {"transcribe", "scene_detect", "face_track", "audio_analyze", "clip_select"} <= cached
    assert [c["title"] for c in again["clips"]] == [c["title"] for c in clipped.answer["clips"]]
    assert again["job"] != clipped.answer["job"]


async def test_another_workspace_shares_nothing(
    running: System, clipped: Clipped, tmp_path: Path
) -> None:
    source = video(tmp_path / "bars.mp4", seconds=3)
    for workspace in (str(uuid.uuid4()), str(uuid.uuid4())):
        done = await running.command(
            "clip", str(source), "--json", cwd=tmp_path, CLIPPED_WORKSPACE=workspace
        )
        assert not any(step["cached"] for step in done.json()["steps"]), done.errors


async def test_a_folder_becomes_one_job_for_every_video_in_it(
    running: System, tmp_path: Path
) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    video(folder / "a.mp4", seconds=2)
    video(folder / "b.mp4", seconds=3)

    done = await running.command("clip", str(folder), "--json", cwd=tmp_path)

    assert [job["title"] for job in done.json()["jobs"]] == ["a", "b"]


async def test_a_real_recording_becomes_a_clip(running: System, tmp_path: Path) -> None:
    source = SHARED / "stage-performance.mp4"
    if not source.exists():
        pytest.skip("the real recordings are not here")

    done = await running.command("clip", str(source), "--json", cwd=tmp_path)

    answer = done.json()
    assert answer["state"] == "completed", done.errors
    assert len(answer["clips"]) == 1
