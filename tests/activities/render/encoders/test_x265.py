from pathlib import Path

import pytest

from activities import catalog
from tests.activities.render.encoders.encoded import SMALL, encode, on_one_core, picture

X265 = catalog.ENCODERS.load("x265")()

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(X265, tmp_path_factory.mktemp("x265") / "o.mp4")


def test_key_frames_come_every_two_seconds_and_at_no_cut(made: Path) -> None:
    found = picture(made)

    assert (found.codec, found.profile, found.pixels) == ("hevc", "Main", "yuv420p")
    assert found.key_seconds == pytest.approx(2.0)
    assert found.closed
    assert found.steady


def test_a_step_smaller_about_halves_the_file(made: Path, tmp_path: Path) -> None:
    small = encode(X265, tmp_path / "small.mp4", smaller=1)

    assert small.stat().st_size < 0.75 * made.stat().st_size


def test_every_machine_writes_the_same_bytes(made: Path, tmp_path: Path) -> None:
    assert on_one_core(X265, tmp_path / "one.mp4") == made.read_bytes()


def test_it_is_tagged_so_that_every_player_opens_it(made: Path) -> None:
    assert b"hvc1" in made.read_bytes()


def test_every_profile_can_be_encoded(tmp_path: Path) -> None:
    for profile in ("draft", "best"):
        output = SMALL.model_copy(update={"profile": profile})
        assert picture(encode(X265, tmp_path / f"{profile}.mp4", output)).frames == 75
