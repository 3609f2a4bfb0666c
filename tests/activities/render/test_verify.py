from pathlib import Path

import pytest

from activities.render import verify
from activities.render.audio.loudness import Loudness
from core.domain.plan import OutputPlan
from core.domain.span import Span
from core.errors import ProcessFailedError, UnknownPluginError, UnreadableMediaError
from tests.activities.render.footage import built, media, plan
from tests.media import video

pytestmark = pytest.mark.media

PLAN = plan((0.5, 1.5), media=media(2, 320, 180))
LOUD = Loudness(-14.0, -1.5)
TOO_SMALL = {"width", "height", "duration", "size"}
"""What no platform takes of a picture of 180x320 that lasts a second."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    return built(video(folder / "s.mp4", seconds=2, size="320x180"), PLAN, folder)[0]


def test_a_clip_as_planned_passes(clip: Path) -> None:
    assert {finding.rule for finding in verify.check(clip, PLAN, LOUD)} == TOO_SMALL


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"output": OutputPlan(width=182, height=320)}, "width 180, not 182"),
        ({"output": OutputPlan(width=180, height=322)}, "height 320, not 322"),
        ({"output": OutputPlan(width=180, height=320, fps=60)}, "frames per second 30"),
        ({"spans": (Span(start=0.5, end=1.6),)}, "frames 30, not 33"),
    ],
)
def test_any_difference_is_named(clip: Path, changed: dict[str, object], complaint: str) -> None:
    with pytest.raises(ProcessFailedError, match=complaint):
        verify.check(clip, PLAN.model_copy(update=changed), LOUD)


def test_a_clip_without_sound_is_refused(tmp_path: Path) -> None:
    silent = video(tmp_path / "s.mp4", seconds=1, size="180x320", sound=False)

    with pytest.raises(ProcessFailedError, match="it has no sound"):
        verify.check(silent, PLAN, None)


def test_rubbish_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"not a video")

    with pytest.raises(ProcessFailedError, match="cannot be read"):
        verify.check(tmp_path / "clip.mp4", PLAN, None)


def test_the_limits_of_the_plans_platform_count(clip: Path) -> None:
    output = PLAN.output.model_copy(update={"platform": "shorts"})

    assert verify.check(clip, PLAN.model_copy(update={"output": output}), LOUD) == ()


def test_what_was_heard_is_judged_without_hearing_it_again(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.ffmpeg.run", lambda *_, **__: pytest.fail("it was measured again"))

    found = verify.check(clip, PLAN, Loudness(-20.0, -3.0))

    assert "loudness: is -20.0 LUFS, should be -14 ± 0.5 LUFS" in [one.told() for one in found]


def test_a_file_of_somebody_else_is_verified(tmp_path: Path) -> None:
    video(tmp_path / "a.mp4", seconds=4, size="360x640", arguments=("-af", "volume=-30dB"))

    found = {one.rule: one.severity for one in verify.verify(tmp_path / "a.mp4", "reels")}

    assert found["edit list"] == found["index"] == "error"
    assert found["loudness"] == found["key frames"] == "warning"


def test_a_file_without_sound_is_verified(tmp_path: Path) -> None:
    video(tmp_path / "a.mp4", seconds=1, size="180x320", sound=False)

    assert "sound" in {one.rule for one in verify.verify(tmp_path / "a.mp4")}


def test_a_name_is_checked_before_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnknownPluginError, match="vine"):
        verify.verify(tmp_path / "none.mp4", "vine")
    with pytest.raises(UnreadableMediaError, match=r"none\.mp4"):
        verify.verify(tmp_path / "none.mp4", "x")
