from pathlib import Path

import pytest

from activities import catalog
from core.domain.plan import OutputPlan
from tests.activities.render.encoders.encoded import SMALL, encode, on_one_core, picture

X264 = catalog.ENCODERS.load("x264")()


def test_each_step_smaller_raises_the_quantiser() -> None:
    steps = [int(X264.options(OutputPlan(), smaller=n)["crf"]) for n in range(3)]

    assert steps == [20, 26, 32]


def test_the_options_do_not_follow_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = X264.options(OutputPlan())
    monkeypatch.setattr("os.cpu_count", lambda: 96)

    assert X264.options(OutputPlan()) == before
    assert int(before["threads:v"]) > 0


@pytest.mark.media
@pytest.mark.parametrize("fps", [30, 60])
def test_key_frames_come_every_two_seconds_and_at_no_cut(tmp_path: Path, fps: int) -> None:
    output = SMALL.model_copy(update={"fps": fps})
    made = picture(encode(X264, tmp_path / "o.mp4", output))

    assert (made.codec, made.profile, made.pixels) == ("h264", "High", "yuv420p")
    assert made.key_seconds == pytest.approx(2.0)
    assert made.closed
    assert made.steady


@pytest.mark.media
def test_a_better_profile_is_larger_and_the_bytes_are_those_of_any_machine(tmp_path: Path) -> None:
    sizes = {}
    for profile in ("standard", "best"):
        output = SMALL.model_copy(update={"profile": profile})
        sizes[profile] = encode(X264, tmp_path / f"{profile}.mp4", output).stat().st_size

    assert sizes["best"] > sizes["standard"]
    assert on_one_core(X264, tmp_path / "one.mp4") == (tmp_path / "standard.mp4").read_bytes()


@pytest.mark.media
def test_it_is_available_where_ffmpeg_has_it() -> None:
    assert X264.available()
