"""Real recordings, where they are there, and the truth that is known of them."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from activities.listen.contract import BeatsTask, ListenTask
from activities.listen.levels import Floats
from activities.listen.work import hear_beats, join, listen
from core import ffmpeg
from core.domain.part import JoinTask, Part, PieceFile
from core.domain.sound import Sound
from core.domain.span import Span
from core.errors import InvalidPlanError
from core.sound_file import pieces
from tests.activities.listen.sounds import (
    flac,
    joined,
    laugh,
    need_fireredvad,
    noise,
    silence,
    song,
    speech,
)
from tests.media import SHARED

pytestmark = pytest.mark.media


def real(name: str, folder: Path) -> Path:
    if not (SHARED / name).is_file():
        pytest.skip(f"{name} is not here")
    path = folder / "audio.flac"
    ffmpeg.run(["-i", str(SHARED / name), "-vn", "-ac", "1", "-ar", "16000", str(path)])
    return path


def task(path: Path, duration: float, classifier: str = "built-in") -> ListenTask:
    return ListenTask(audio=str(path), duration=duration, classifier=classifier)


def heard(path: Path, duration: float, classifier: str = "built-in") -> Sound:
    return listen(task(path, duration, classifier), lambda _: None)


CLASSIFIERS = ["built-in", "fireredvad"]


@pytest.mark.parametrize(
    ("name", "duration"),
    [
        ("inaugural-address-1961.flac", 11.0),
        ("several-languages.mp3", 59.9),
        ("two-speakers-stereo.wav", 5.0),
        ("stage-performance.mp4", 10.0),
    ],
)
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_real_speech_has_no_false_events(
    name: str, duration: float, classifier: str, tmp_path: Path
) -> None:
    if classifier == "fireredvad":
        need_fireredvad()

    sound = heard(real(name, tmp_path), duration, classifier)

    assert sound.events == ()
    assert sum(span.duration for span in sound.speech) > 0.7 * duration
    assert sound.beats == ()


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

    listen(task(path, 63.0), reports.append)

    assert reports == sorted(reports)
    assert reports[-1] == pytest.approx(1.0)


def test_parts_in_files_are_put_together(tmp_path: Path) -> None:
    sound = joined(speech(40), silence(2), speech(18, seed=2))
    parts = [
        Part(index=0, of=2, own=Span(start=0, end=30), seen=Span(start=0, end=45)),
        Part(index=1, of=2, own=Span(start=30, end=60), seen=Span(start=15, end=60)),
    ]
    pieces = []
    for part in parts:
        cut = sound[round(part.seen.start * 16_000) : round(part.seen.end * 16_000)]
        name = f"{part.index}.json"
        told = heard(flac(tmp_path / f"{part.index}.flac", cut), part.duration)
        (tmp_path / name).write_text(told.model_dump_json())
        pieces.append(PieceFile(part=part, path=str(tmp_path / name)))
    reports: list[float] = []

    together = join(JoinTask(duration=60, pieces=tuple(pieces)), reports.append)

    whole = heard(flac(tmp_path / "whole.flac", sound), 60)
    assert together.level == whole.level
    assert together.loudness == pytest.approx(whole.loudness, abs=0.1)
    assert reports == [0.5, 1.0]


def test_the_beats_of_music_are_told_as_far_as_it_is_listened_to(tmp_path: Path) -> None:
    music = flac(tmp_path / "tune.flac", song(40, bpm=120))
    reports: list[float] = []

    whole = hear_beats(BeatsTask(music=str(music), seconds=600), reports.append)
    part = hear_beats(BeatsTask(music=str(music), seconds=12.5), reports.append)

    gaps = np.diff(whole.times)
    assert (whole.duration, part.duration) == (40.0, 12.5)
    assert len(whole.times) == pytest.approx(80, abs=3)
    assert np.median(gaps) == pytest.approx(0.5, abs=0.01)
    assert 0 < max(part.times) <= 12.5
    assert reports


def test_what_is_no_music_has_no_beats(tmp_path: Path) -> None:
    still = flac(tmp_path / "still.flac", silence(10))
    text = tmp_path / "tune.mp3"
    text.write_bytes(b"#EXTM3U\n/etc/hostname\n" * 50)

    assert hear_beats(BeatsTask(music=str(still), seconds=60), lambda _: None).times == ()
    with pytest.raises(InvalidPlanError, match=r"audio\.music\.file: it is no sound"):
        hear_beats(BeatsTask(music=str(text), seconds=60), lambda _: None)


def test_a_sound_without_a_single_sample_is_silence(tmp_path: Path) -> None:
    empty = flac(tmp_path / "audio.flac", silence(0))

    assert heard(empty, 5.0) == Sound(engine="none", duration=5.0, step=0.1)


def telephone(sound: Floats) -> Floats:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / 16_000)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    return np.asarray(np.fft.irfft(spectrum, len(sound)), np.float32)


BAD: dict[str, Floats] = {
    "silence": silence(10),
    "music only": song(20),
    "noise": noise(10),
    "clipped": np.clip(20 * speech(20), -1, 1),
    "telephone": telephone(speech(20)),
    "short": speech(0.2),
    "shorter": speech(0.01),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_bad_sound_is_measured_without_inventing_a_reaction(
    name: str, classifier: str, tmp_path: Path
) -> None:
    if classifier == "fireredvad":
        need_fireredvad()
    seconds = len(BAD[name]) / 16_000

    told = heard(flac(tmp_path / "audio.flac", BAD[name]), seconds, classifier)

    assert len(told.level) == len(told.momentary) == math.ceil(seconds * 10 - 1e-6)
    assert len(told.short_term) == int(seconds)
    assert (told.loudness is None) == (name in {"silence", "short", "shorter"})
    assert {event.kind for event in told.events} <= {"peak", "music"}


@pytest.mark.parametrize("name", ["silence", "music only", "noise"])
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_nobody_speaks_where_nobody_does(name: str, classifier: str, tmp_path: Path) -> None:
    if classifier == "fireredvad":
        need_fireredvad()

    told = heard(flac(tmp_path / "audio.flac", BAD[name]), 10, classifier)

    assert sum(span.duration for span in told.speech) < 1


@pytest.mark.parametrize("classifier", CLASSIFIERS)
@pytest.mark.parametrize("spoilt", ["clipped", "telephone"])
def test_spoilt_speech_is_still_speech(spoilt: str, classifier: str, tmp_path: Path) -> None:
    if classifier == "fireredvad":
        need_fireredvad()
    path = real("several-languages.mp3", tmp_path)
    sound = np.concatenate(list(pieces(path)))[: 20 * 16_000]
    worse = np.clip(20 * sound, -1, 1) if spoilt == "clipped" else telephone(sound)

    told = heard(flac(tmp_path / "spoilt.flac", worse), 20, classifier)

    assert sum(span.duration for span in told.speech) > 15
