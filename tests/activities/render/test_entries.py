"""Where a decoder must enter a recording."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from activities.render import entries
from core import ffmpeg
from core.errors import UnreadableMediaError
from tests.activities.render.footage import numbered
from tests.media import video

pytestmark = pytest.mark.media
CODING = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
TIMES = (0.1, 1.3, 3.0, 4.9, 7.7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("entries")
    numbered(folder / "base.mkv", seconds=9)
    return folder


def as_file(folder: Path, name: str, *arguments: str) -> Path:
    path = folder / name
    ffmpeg.run(["-i", str(folder / "base.mkv"), *CODING, *arguments, str(path)])
    return path


def entered(path: Path) -> list[entries.Entry]:
    return entries.before(path, [(max(0.0, at // 1), at) for at in TIMES])


@pytest.mark.parametrize("name", ["s.mp4", "s.mkv", "s.ts"])
def test_ffmpeg_finds_a_picture_there_that_is_shown_in_time(folder: Path, name: str) -> None:
    path = as_file(folder, name, "-g", "75")

    for at, entry in zip(TIMES, entered(path), strict=True):
        options = [part for key, value in entry.options().items() for part in (f"-{key}", value)]
        head = [*options, "-noaccurate_seek", "-i", str(path), "-map", "0:v", "-vf", "showinfo"]
        said = ffmpeg.run([*head, "-frames:v", "1", "-f", "null", "-"])
        first = re.search(r" n: +0 .*pts_time:(-?[0-9.]+|NOPTS)", said)
        assert first is not None
        assert entry.seek + float(first[1]) <= max(at, entry.first) + 1e-3


def test_an_index_is_trusted(folder: Path) -> None:
    path = as_file(folder, "indexed.mp4", "-g", "75")

    assert [entry.seek for entry in entered(path)] == [0.0, 1.0, 3.0, 4.0, 7.0]


def test_without_an_index_it_goes_further_back_for_longer_groups(folder: Path) -> None:
    often = as_file(folder, "often.ts", "-g", "15")
    seldom = as_file(folder, "seldom.ts", "-g", "250")

    assert sum(entry.seek for entry in entered(often)) > 10
    assert [entry.seek for entry in entered(seldom)][:-1] == [0.0, 0.0, 0.0, 0.0]


def test_the_beginning_is_not_sought(folder: Path) -> None:
    entry = entered(as_file(folder, "first.flv", "-g", "90"))[0]

    assert entry.seek == 0
    assert "ss" not in entry.options()


def test_options_of_every_copy_differ() -> None:
    for entry in (entries.Entry(3.0, 0, 0, False), entries.Entry(0.0, 0, 0, True)):
        written = [tuple(entry.options(copy=copy).items()) for copy in range(4)]

        assert all(one != other for one, other in pairwise(written))


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    silent = video(tmp_path / "silent.mp4", seconds=0.5, size="64x64", sound=False)
    text = tmp_path / "text.mp4"
    text.write_text("nothing")

    with pytest.raises(UnreadableMediaError, match="no audio"):
        entries.before(silent, [(0, 0)], "audio")
    with pytest.raises(UnreadableMediaError, match="no video"):
        entries.before(text, [(0, 0)])
    with pytest.raises(UnreadableMediaError, match="no video"):
        entries.stand_alone(text)
