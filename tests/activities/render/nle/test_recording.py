from pathlib import Path

import pytest

from activities.render.nle.recording import recording
from core import ffmpeg
from core.domain.plan import ClipPlan
from core.domain.timecode import Rate
from core.errors import UnreadableMediaError
from tests.activities.render.nle.nle_plans import plan

pytestmark = pytest.mark.media


def made(path: Path, *options: str, sound: bool = True) -> Path:
    noise = ["-f", "lavfi", "-i", "sine=d=0.2:r=44100"] if sound else []
    picture = ["-f", "lavfi", "-i", "color=s=64x48:r=30000/1001:d=0.2"]
    ffmpeg.run([*picture, *noise, *options, str(path)])
    return path


def ntsc() -> ClipPlan:
    return plan(29.97)


def test_it_knows_timecode_and_sound_of_its_file(tmp_path: Path) -> None:
    file = made(tmp_path / "a.mov", "-timecode", "01:00:00;00", "-ac", "1")

    found = recording(ntsc(), file)

    assert (found.start, found.drop) == (107892, True)
    assert (found.channels, found.sample_rate) == (1, 44100)
    assert (found.rate, found.frames) == (Rate(frames=30000, seconds=1001), 3596)
    assert (found.path, found.name) == (str(file), "a.mov")


def test_a_file_without_timecode_begins_at_midnight(tmp_path: Path) -> None:
    found = recording(ntsc(), made(tmp_path / "a.mp4", sound=False))

    assert (found.start, found.drop, found.channels) == (0, False, 0)


def test_a_timecode_of_another_rate_does_not_count(tmp_path: Path) -> None:
    file = made(tmp_path / "a.mov", "-timecode", "01:00:00:28")

    assert recording(plan(24.0), file).start == 0


def test_it_is_told_from_where_the_person_has_it(tmp_path: Path) -> None:
    file = made(tmp_path / "a.mp4")

    assert recording(ntsc(), file, found_at="D:\\films\\b.mp4").name == "b.mp4"


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(b"no recording")

    with pytest.raises(UnreadableMediaError, match=r"a\.mp4"):
        recording(ntsc(), file)
