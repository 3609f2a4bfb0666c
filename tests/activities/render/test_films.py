from pathlib import Path

import pytest

from activities.render import films
from core import ffmpeg
from core.domain.artifact import Artifact
from core.errors import InvalidPlanError
from tests.media import video

FILE = Artifact(key="w/files/film", size=1)


@pytest.mark.media
@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "avi", "ts"])
def test_a_film_tells_how_long_and_how_wide_it_is(tmp_path: Path, ending: str) -> None:
    made = video(tmp_path / f"film.{ending}", seconds=1, size="160x90", sound=False)
    path = made.rename(tmp_path / "film")

    film = films.read(FILE, {FILE.key: str(path)}, "broll.0.file")

    assert film.seconds == pytest.approx(1.0, abs=0.1)
    assert film.shape == pytest.approx(16 / 9, abs=0.02)


@pytest.mark.media
@pytest.mark.parametrize(
    ("arguments", "shape"),
    [(["-display_rotation:v:0", "90"], 9 / 16), (["-display_rotation:v:0", "180"], 16 / 9)],
)
def test_a_turned_film_has_the_shape_that_is_seen(
    tmp_path: Path, arguments: list[str], shape: float
) -> None:
    source = video(tmp_path / "film.mp4", seconds=0.5, size="160x90", sound=False)
    ffmpeg.run([*arguments, "-i", str(source), "-c", "copy", str(tmp_path / "turned.mp4")])

    assert films.film(tmp_path / "turned.mp4").shape == pytest.approx(shape, abs=0.02)


@pytest.mark.media
def test_pixels_that_are_not_square_count(tmp_path: Path) -> None:
    wide = video(tmp_path / "wide.mp4", seconds=0.5, size="160x90", arguments=("-vf", "setsar=2"))

    assert films.film(wide).shape == pytest.approx(32 / 9, abs=0.05)


@pytest.mark.media
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no film",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        b"GIF89a" + bytes(40),
    ],
    ids=["empty", "text", "playlist", "concat", "sdp", "gif"],
)
def test_what_is_no_film_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)

    with pytest.raises(InvalidPlanError, match=r"^broll\.3\.file: w/files/film is no whole MP4"):
        films.read(FILE, {FILE.key: str(path)}, "broll.3.file")


@pytest.mark.media
def test_a_film_without_a_picture_or_cut_off_is_refused(tmp_path: Path) -> None:
    tone = tmp_path / "tone.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=duration=0.5", "-c:a", "aac", str(tone)])
    whole = video(tmp_path / "whole.mp4", seconds=1, size="160x90").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) // 2])

    for path in (tone, cut):
        with pytest.raises(InvalidPlanError, match="is no whole MP4"):
            films.read(FILE, {FILE.key: str(path)}, "broll.0.file")


def test_a_file_that_is_not_stored_is_refused() -> None:
    with pytest.raises(InvalidPlanError, match=r"broll\.0\.file: .* is not there"):
        films.read(FILE, {}, "broll.0.file")
