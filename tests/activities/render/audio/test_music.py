from pathlib import Path

import pytest

from activities.render.audio import music
from activities.render.audio.pcm import RATE, opened
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.plan import MusicPlan
from core.errors import InvalidPlanError
from tests.activities.render.audio.waves import level

MUSIC = MusicPlan(file=Artifact(key="workspace/tune", size=1))
TONE = ["-f", "lavfi", "-i", "sine=frequency=2000:duration=3"]

pytestmark = pytest.mark.media


@pytest.mark.parametrize("ending", ["wav", "mp3", "flac", "ogg", "m4a", "mka"])
def test_music_of_every_usual_kind_is_decoded(tmp_path: Path, ending: str) -> None:
    tune, raw = tmp_path / f"tune.{ending}", tmp_path / "music.f32"
    ffmpeg.run([*TONE, str(tune)])

    kind = music.kind(MUSIC, tune)
    ffmpeg.run(music.arguments(tune, raw, kind=kind, seconds=2.0))

    samples = opened(raw)
    assert len(samples) == pytest.approx(2 * RATE, abs=3000)
    assert level(samples, 0.5, 1.5) > -35


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a sound",
        b"#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
    ],
    ids=["empty", "text", "playlist", "script"],
)
def test_what_is_no_sound_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tune").write_bytes(content)

    with pytest.raises(InvalidPlanError, match=r"audio\.music\.file: workspace/tune is no sound"):
        music.kind(MUSIC, tmp_path / "tune")


def test_a_picture_without_sound_is_refused(tmp_path: Path) -> None:
    ffmpeg.run(["-f", "lavfi", "-i", "color=size=32x32:duration=1", str(tmp_path / "film.mp4")])

    with pytest.raises(InvalidPlanError, match="is no sound"):
        music.kind(MUSIC, tmp_path / "film.mp4")
