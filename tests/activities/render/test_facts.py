from pathlib import Path

import pytest

from activities.render import facts
from core import ffmpeg
from core.errors import UnreadableMediaError
from tests.media import video

pytestmark = pytest.mark.media


def made(path: Path, *arguments: str, sound: bool = True) -> facts.FileFacts:
    video(path, seconds=2, size="160x120", sound=sound, arguments=arguments)
    return facts.read(path)


def test_an_ordinary_recording_is_read(tmp_path: Path) -> None:
    found = made(tmp_path / "a.mp4", "-g", "15", "-profile:v", "baseline", "-level", "3.1")
    picture = found.picture

    assert (found.container, found.edit_lists > 0, found.indexed_first) == ("mp4", True, False)
    assert found.bytes == (tmp_path / "a.mp4").stat().st_size
    assert (picture.codec, picture.profile) == ("h264", "Constrained Baseline")
    assert (picture.width, picture.height, picture.pixels) == (160, 120, "yuv420p")
    assert (picture.level, picture.rate, picture.frames) == (3.1, 30.0, 60)
    assert (picture.steady, picture.closed, picture.interlaced) == (True, True, False)
    assert (picture.key_seconds, picture.seconds) == pytest.approx((0.5, 2.0))
    assert found.sound is not None
    assert (found.sound.codec, found.sound.profile, found.sound.rate) == ("aac", "LC", 48_000)
    assert found.sound.channels == 1
    assert found.seconds == pytest.approx(2.0, abs=0.05)


def test_the_index_may_stand_first_without_edit_lists(tmp_path: Path) -> None:
    found = made(tmp_path / "a.mp4", "-movflags", "+faststart", "-use_editlist", "0")

    assert (found.indexed_first, found.edit_lists) == (True, 0)


def test_open_groups_of_pictures_are_seen(tmp_path: Path) -> None:
    keys = ("-g", "15", "-bf", "3", "-x264-params", "open-gop=1:scenecut=0")
    found = made(tmp_path / "a.mp4", "-preset", "fast", *keys)

    assert not found.picture.closed


def test_interlaced_pictures_are_seen(tmp_path: Path) -> None:
    assert made(tmp_path / "a.mp4", "-preset", "fast", "-flags", "+ilme+ildct").picture.interlaced


def test_a_rate_that_changes_is_seen(tmp_path: Path) -> None:
    drop = ("-vf", "select='not(eq(mod(n,7),3))'", "-fps_mode", "vfr")

    assert not made(tmp_path / "a.mp4", *drop).picture.steady


@pytest.mark.parametrize(
    ("name", "arguments", "container"),
    [
        ("a.mov", (), "mov"),
        ("a.mkv", (), "matroska"),
        (
            "a.webm",
            ("-c:v", "libvpx", "-cpu-used", "8", "-deadline", "realtime", "-c:a", "libopus"),
            "webm",
        ),
        ("a.ts", (), "mpegts"),
    ],
)
def test_containers_are_told_apart(
    name: str, arguments: tuple[str, ...], container: str, tmp_path: Path
) -> None:
    found = made(tmp_path / name, *arguments)

    assert found.container == container
    assert found.picture.steady


@pytest.mark.parametrize(("encoder", "level"), [("libx265", 2.0), ("libsvtav1", None)])
def test_other_codecs_are_read(encoder: str, level: float | None, tmp_path: Path) -> None:
    quiet = ("-x265-params", "log-level=none:level-idc=20") if encoder == "libx265" else ()
    speed = ("-preset", "12") if encoder == "libsvtav1" else ()
    found = made(tmp_path / "a.mp4", "-c:v", encoder, *quiet, *speed).picture

    assert found.codec in ("hevc", "av1")
    assert found.level == level


def test_a_file_without_sound_has_none(tmp_path: Path) -> None:
    assert made(tmp_path / "a.mp4", sound=False).sound is None


@pytest.mark.parametrize("content", [b"", b"rubbish" * 50, b"\0\0\0\x18ftypisom\0\0\0\0isommp42"])
def test_what_is_no_video_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(content)

    with pytest.raises(UnreadableMediaError, match=r"^a.mp4 cannot be read as a video: [^\n]+$"):
        facts.read(tmp_path / "a.mp4")


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    whole = video(tmp_path / "v.mp4", seconds=1, size="160x120")
    ffmpeg.run(["-i", str(whole), "-vn", "-c", "copy", str(tmp_path / "a.m4a")])

    with pytest.raises(UnreadableMediaError):
        facts.read(tmp_path / "a.m4a")


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = video(tmp_path / "v.mp4", seconds=1, size="160x120")
    (tmp_path / "a.mp4").write_bytes(whole.read_bytes()[:-2000])

    with pytest.raises(UnreadableMediaError):
        facts.read(tmp_path / "a.mp4")
