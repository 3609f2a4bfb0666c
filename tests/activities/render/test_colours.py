from pathlib import Path

import pytest

from activities.render import colours
from core import ffmpeg
from core.errors import UnreadableMediaError
from tests.media import video

pytestmark = pytest.mark.media


@pytest.mark.parametrize(
    ("transfer", "is_hdr"), [("smpte2084", True), ("arib-std-b67", True), ("bt709", False)]
)
def test_hdr_is_known_by_its_transfer(tmp_path: Path, transfer: str, is_hdr: bool) -> None:
    tags = f"setparams=color_trc={transfer}:colorspace=bt2020nc"
    picture = f"color=gray:size=64x64:rate=30:duration=0.1,format=yuv420p10le,{tags}"
    coded = ["-c:v", "libx265", "-x265-params", "log-level=none"]
    ffmpeg.run(["-f", "lavfi", "-i", picture, *coded, str(tmp_path / "s.mp4")])

    found = colours.read(tmp_path / "s.mp4")

    assert found.is_hdr is is_hdr
    assert found.lines == 64


def test_a_file_without_picture_is_refused(tmp_path: Path) -> None:
    tone = ["-f", "lavfi", "-i", "sine=duration=0.1", str(tmp_path / "tone.wav")]
    ffmpeg.run(tone)

    with pytest.raises(UnreadableMediaError):
        colours.read(tmp_path / "tone.wav")


def test_an_untagged_recording_is_read(tmp_path: Path) -> None:
    found = colours.read(video(tmp_path / "s.mp4", seconds=0.2))

    assert not found.is_hdr
    assert found.matrix == 2
