from pathlib import Path

import ffmpeg as library
import pytest

from activities import catalog
from core import ffmpeg
from core.domain.plan import OutputPlan
from core.errors import ProcessFailedError
from tests.activities.render.encoders.encoded import picture

Vaapi = catalog.ENCODERS.load("vaapi")()


def test_a_better_profile_and_a_smaller_file_move_the_quantiser() -> None:
    asked = {
        profile: int(Vaapi.options(OutputPlan(profile=profile))["qp"])
        for profile in ("draft", "standard", "best")
    }

    assert asked["draft"] > asked["standard"] > asked["best"]
    assert int(Vaapi.options(OutputPlan(), smaller=1)["qp"]) == asked["standard"] + 6


def test_key_frames_come_every_two_seconds() -> None:
    assert Vaapi.options(OutputPlan(fps=60))["g"] == "120"


def test_the_picture_goes_to_the_memory_of_the_device() -> None:
    picture = Vaapi.prepare(library.input("in.mp4").video)
    arguments = library.get_args(library.output(picture, "out.mp4"))

    assert arguments[arguments.index("-filter_complex") + 1].endswith("hwupload[s1]")


@pytest.mark.media
def test_it_is_available_where_it_encodes_and_nowhere_else(tmp_path: Path) -> None:
    moving = library.input("testsrc2=size=256x256:rate=30:duration=2.5", f="lavfi")
    asked = Vaapi.options(OutputPlan(width=256, height=256))
    made = library.output(Vaapi.prepare(moving), str(tmp_path / "o.mp4"), **asked)
    if Vaapi.available():
        ffmpeg.run(library.get_args(made))
        assert picture(tmp_path / "o.mp4").key_seconds == pytest.approx(2.0)
    else:
        with pytest.raises(ProcessFailedError):
            ffmpeg.run(library.get_args(made))
