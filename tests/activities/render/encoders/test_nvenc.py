from pathlib import Path

import pytest

from activities import catalog
from core.domain.plan import OutputPlan
from core.errors import ProcessFailedError
from tests.activities.render.encoders.encoded import encode, picture

Nvenc = catalog.ENCODERS.load("nvenc")()


def test_a_better_profile_and_a_smaller_file_move_the_quantiser() -> None:
    asked = {
        profile: int(Nvenc.options(OutputPlan(profile=profile))["cq"])
        for profile in ("draft", "standard", "best")
    }

    assert asked["draft"] > asked["standard"] > asked["best"]
    assert int(Nvenc.options(OutputPlan(), smaller=1)["cq"]) == asked["standard"] + 6


def test_key_frames_come_every_two_seconds() -> None:
    assert Nvenc.options(OutputPlan(fps=60))["g"] == "120"


@pytest.mark.media
def test_it_is_available_where_it_encodes_and_nowhere_else(tmp_path: Path) -> None:
    if Nvenc.available():
        made = picture(encode(Nvenc, tmp_path / "o.mp4", OutputPlan(width=256, height=256)))
        assert (made.codec, made.profile, made.closed) == ("h264", "High", True)
        assert made.key_seconds == pytest.approx(2.0)
    else:
        with pytest.raises(ProcessFailedError):
            encode(Nvenc, tmp_path / "o.mp4", OutputPlan(width=256, height=256))
