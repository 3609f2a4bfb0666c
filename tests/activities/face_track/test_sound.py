from pathlib import Path

import numpy as np
import pytest

from activities.face_track.sound import levels
from core import ffmpeg
from core.errors import UnreadableMediaError
from tests.activities.face_track.people import talk

pytestmark = pytest.mark.media


def test_levels_follow_the_voice(tmp_path: Path) -> None:
    audio = talk(tmp_path / "a.flac", lambda t: float(1.0 <= t < 2.0), 3.05)

    level = levels(audio)

    assert len(level) == 31
    assert (level[:9] < -90).all()
    assert (level[11:19] > -30).all()


def test_a_rumble_is_not_heard_as_a_voice(tmp_path: Path) -> None:
    rumble = tmp_path / "rumble.flac"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=frequency=50:sample_rate=16000:duration=2", str(rumble)])

    assert np.median(levels(rumble)) < -50


def test_what_is_no_sound_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a sound")

    with pytest.raises(UnreadableMediaError, match=r"text\.mp4 cannot be decoded"):
        levels(text)
