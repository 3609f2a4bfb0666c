from pathlib import Path

import av
import pytest

from activities import catalog
from core import ffmpeg
from core.domain.plan import OutputPlan

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
    output = OutputPlan(width=64, height=64, fps=fps if fps == 60 else 30)
    options = [part for k, v in X264.options(output).items() for part in (f"-{k}", v)]
    cuts = f"color=black:size=64x64:rate={fps}:duration=5,negate=enable='mod(floor(t/0.7),2)'"
    ffmpeg.run(["-f", "lavfi", "-i", cuts, *options, str(tmp_path / "o.mp4")])

    with av.open(str(tmp_path / "o.mp4")) as container:
        stream = container.streams.video[0]
        keys = [f.time for f in container.decode(stream) if f.key_frame]
        assert stream.codec_context.profile == "High"
    assert keys == pytest.approx([0.0, 2.0, 4.0])


@pytest.mark.media
def test_it_is_available_where_ffmpeg_has_it() -> None:
    assert X264.available()
