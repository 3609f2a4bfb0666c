from pathlib import Path

import numpy as np
import pytest

from activities.face_track.sound import Silence, SoundFile, levels
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


def test_a_stretch_of_the_sound_has_as_many_samples_as_were_asked_for(tmp_path: Path) -> None:
    audio = talk(tmp_path / "a.flac", lambda t: float(t >= 4.0), 6.0)
    sound = SoundFile(audio)

    around = sound.samples(3.5, 4.5)
    beyond = sound.samples(5.5, 7.0)

    assert len(around) == 16_000
    assert len(beyond) == 24_000
    assert not around[:7000].any()
    assert np.abs(around[9000:]).mean() > 0.01
    assert np.abs(beyond[:7000]).mean() > 0.01
    assert not beyond[8100:].any()
    assert len(sound.level) == 60


def test_silence_has_no_level_and_empty_samples() -> None:
    assert len(Silence().level) == 0
    assert not Silence().samples(1.0, 2.0).any()
    assert len(Silence().samples(1.0, 2.0)) == 16_000


def test_levels_of_a_long_sound_are_those_of_its_pieces(tmp_path: Path) -> None:
    audio = talk(tmp_path / "a.flac", lambda t: 0.5 + 0.5 * np.sin(t), 130.0)

    level = levels(audio)

    assert len(level) == 1300
    assert np.isfinite(level).all()
    assert level[15] > level[47] + 6
