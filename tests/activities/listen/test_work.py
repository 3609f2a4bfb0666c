"""Real recordings, where they are there, and the truth that is known of them."""

import re
from pathlib import Path

import pytest

from activities.listen.contract import ListenTask
from activities.listen.work import listen
from core import ffmpeg
from core.domain.sound import Sound
from tests.activities.listen.sounds import flac, joined, laugh, silence, speech
from tests.media import SHARED

pytestmark = pytest.mark.media


def real(name: str, folder: Path) -> Path:
    if not (SHARED / name).is_file():
        pytest.skip(f"{name} is not here")
    path = folder / "audio.flac"
    ffmpeg.run(["-i", str(SHARED / name), "-vn", "-ac", "1", "-ar", "16000", str(path)])
    return path


def heard(path: Path, duration: float) -> Sound:
    return listen(ListenTask(audio=str(path), duration=duration), lambda _: None)


@pytest.mark.parametrize(
    ("name", "duration"),
    [
        ("inaugural-address-1961.flac", 11.0),
        ("several-languages.mp3", 59.9),
        ("two-speakers-stereo.wav", 5.0),
        ("stage-performance.mp4", 10.0),
    ],
)
def test_real_speech_has_no_false_events(name: str, duration: float, tmp_path: Path) -> None:
    assert heard(real(name, tmp_path), duration).events == ()


def test_the_pauses_of_a_speech_are_those_that_ffmpeg_finds(tmp_path: Path) -> None:
    path = real("inaugural-address-1961.flac", tmp_path)
    said = ffmpeg.run(
        ["-i", str(path), "-af", "silencedetect=noise=-26dB:duration=0.5", "-f", "null", "-"]
    )

    theirs = [float(start) for start in re.findall(r"silence_start: (\S+)", said)]
    ours = [span.start for span in heard(path, 11.0).silences if span.duration >= 0.5]
    assert len(theirs) == 3
    assert ours == pytest.approx(theirs, abs=0.2)


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    path = flac(tmp_path / "audio.flac", joined(speech(40), laugh(3), speech(20)))
    reports: list[float] = []

    listen(ListenTask(audio=str(path), duration=63.0), reports.append)

    assert reports == sorted(reports)
    assert reports[-1] == pytest.approx(1.0)


def test_a_sound_without_a_single_sample_is_silence(tmp_path: Path) -> None:
    empty = flac(tmp_path / "audio.flac", silence(0))

    assert heard(empty, 5.0) == Sound(engine="none", duration=5.0, step=0.1)
