from pathlib import Path

import pytest

from activities import catalog
from tests.activities.render.encoders.encoded import SMALL, encode, on_one_core, picture

SvtAv1 = catalog.ENCODERS.load("svt_av1")()

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(SvtAv1, tmp_path_factory.mktemp("svt_av1") / "o.mp4")


def test_key_frames_come_every_two_seconds_and_at_no_cut(made: Path) -> None:
    found = picture(made)

    assert (found.codec, found.profile, found.pixels) == ("av1", "Main", "yuv420p")
    assert found.key_seconds == pytest.approx(2.0)
    assert found.closed
    assert found.steady


def test_a_step_smaller_about_halves_the_file(made: Path, tmp_path: Path) -> None:
    small = encode(SvtAv1, tmp_path / "small.mp4", smaller=1)

    assert small.stat().st_size < 0.75 * made.stat().st_size


def test_every_machine_writes_the_same_bytes(made: Path, tmp_path: Path) -> None:
    assert on_one_core(SvtAv1, tmp_path / "one.mp4") == made.read_bytes()


def test_every_profile_can_be_encoded(tmp_path: Path) -> None:
    for profile in ("draft", "best"):
        output = SMALL.model_copy(update={"profile": profile})
        assert picture(encode(SvtAv1, tmp_path / f"{profile}.mp4", output)).frames == 75
