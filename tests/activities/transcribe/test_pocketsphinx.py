import importlib
import re
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.transcribe.base import Heard
from activities.transcribe.levels import levels
from activities.transcribe.work import written_down
from core.errors import EngineUnavailableError
from core.settings import Settings
from tests.activities.listen import sounds as music
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore

pytestmark = pytest.mark.media

RATE = sounds.RATE


def hear(
    path: Path,
    duration: float,
    reported: list[float] | None = None,
    vocabulary: tuple[str, ...] = (),
) -> Heard:
    engine = catalog.TRANSCRIBERS.load("pocketsphinx")(Settings())
    engine.prepare(ignore)
    report = (reported if reported is not None else []).append
    return engine.transcribe(path, duration, language="en", vocabulary=vocabulary, report=report)


def test_real_speech_is_mostly_understood_and_its_words_are_clean() -> None:
    heard = hear(sounds.inaugural(), 11.0)
    assert sounds.word_errors(sounds.INAUGURAL_TEXT.split(), sounds.said(heard.words)) < 0.4
    assert all(re.fullmatch(r"[a-z'.-]+", word.text) for word in heard.words)
    assert all(0 <= word.confidence <= 1 for word in heard.words)
    assert len({word.confidence for word in heard.words}) > 3


def test_long_speech_is_understood_with_exact_times_and_steady_progress(tmp_path: Path) -> None:
    sample = sounds.spoken_sample()
    seconds = 31.0
    audio = sounds.flac(tmp_path / "part.flac", sounds.decoded(sample.audio)[: int(seconds * RATE)])
    truth = [word for word in sample.words if word.end < seconds]
    reported: list[float] = []

    heard = hear(audio, seconds, reported)

    assert sounds.word_errors(sounds.said(truth), sounds.said(heard.words)) < 0.3
    errors = sounds.time_errors(truth, heard.words)
    assert np.median(errors) <= 0.03
    assert np.percentile(errors, 95) <= 0.1
    assert len(reported) >= 2
    assert reported == sorted(reported)

    transcript = written_down(heard, "pocketsphinx en-us", seconds)
    ends = [transcript.words[end - 1].end for end in transcript.sentence_ends]
    lines = [end for end in sample.line_ends if end < seconds - 1]
    found = [end for end in lines if min(abs(end - other) for other in ends) < 0.3]
    assert len(found) > 0.7 * len(lines)


@pytest.mark.parametrize("kind", ["nothing", "silence", "noise", "tone", "chord"])
def test_where_nobody_speaks_there_are_no_words(tmp_path: Path, kind: str) -> None:
    at = np.arange(4 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * pitch * at) for pitch in (220, 277, 330, 440))
    sound = {
        "nothing": np.zeros(10),
        "silence": np.zeros(len(at)),
        "noise": np.random.default_rng(1).normal(0, 0.05, len(at)),
        "tone": 0.3 * np.sin(2 * np.pi * 440 * at),
        "chord": 0.1 * chord * (0.5 + 0.5 * np.sin(4 * np.pi * at)),
    }[kind]
    audio = sounds.flac(tmp_path / "a.flac", sound.astype(np.float32))
    assert hear(audio, len(sound) / RATE).words == ()


def test_what_music_sounds_like_is_not_taken_for_words_nor_words_beside_it_for_music(
    tmp_path: Path,
) -> None:
    speech = sounds.decoded(sounds.inaugural())
    played = music.song(12.0)
    alone = hear(sounds.flac(tmp_path / "a.flac", played), 12.0).words
    said = hear(sounds.flac(tmp_path / "b.flac", speech), len(speech) / RATE).words
    both = sounds.flac(tmp_path / "c.flac", np.concatenate([played, speech]))
    found = hear(both, 12.0 + len(speech) / RATE).words

    assert len(alone) <= 1
    assert len([word for word in found if word.start >= 12.0]) > 0.8 * len(said)


def test_names_that_no_dictionary_has_are_learnt_in_each_way_they_may_be_spoken() -> None:
    module = importlib.import_module(catalog.TRANSCRIBERS.load("pocketsphinx").__module__)
    decoder = module.Decoder(samprate=float(RATE), loglevel="FATAL")
    module.teach(
        decoder, ["Verrazzano", "Verrazzano,", "bridge", "\u6a4b", "...", "O\u2019Grafana"]
    )
    assert decoder.lookup_word("verrazzano") == "V EH R AE Z AE N OW"
    assert decoder.lookup_word("verrazzano(2)") == "V EH R AA Z AA N OW"
    assert decoder.lookup_word("o'grafana")
    assert decoder.lookup_word("bridge(2)") is None


def _quicker(sound: sounds.Samples, factor: float) -> sounds.Samples:
    at = np.arange(0, len(sound) - 1, factor)
    return np.asarray(np.interp(at, np.arange(len(sound)), sound), np.float32)


def _telephone(sound: sounds.Samples) -> sounds.Samples:
    spectrum = np.fft.rfft(sound)
    pitch = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(pitch < 300) | (pitch > 3400)] = 0
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


@pytest.mark.parametrize(
    "kind", ["telephone", "clipped", "fast", "overlapping", "faint", "over music"]
)
def test_poor_sound_is_understood_worse_but_never_a_failure(tmp_path: Path, kind: str) -> None:
    sound = sounds.decoded(sounds.inaugural())[: 4 * RATE]
    at = np.arange(len(sound)) / RATE
    music = 0.1 * np.sin(2 * np.pi * 220 * at) + 0.1 * np.sin(2 * np.pi * 277 * at)
    poor = {
        "telephone": _telephone(sound),
        "clipped": np.clip(4 * sound, -1, 1),
        "fast": _quicker(sound, 2.5),
        "overlapping": sound + np.roll(sound, 2 * RATE),
        "faint": sound / 500,
        "over music": (sound + music).astype(np.float32),
    }[kind]
    audio = sounds.flac(tmp_path / "a.flac", poor)
    seconds = len(poor) / RATE
    heard = hear(audio, seconds)
    transcript = written_down(heard, "e", seconds, levels=levels([poor], RATE))
    assert all(0 <= word.start < word.end <= seconds for word in transcript.words)
    assert all(0 <= word.confidence <= 1 for word in transcript.words)
    assert transcript.words or transcript.note
    if kind in {"telephone", "clipped"}:
        assert len(transcript.words) > 3


def test_another_language_is_refused() -> None:
    engine = catalog.TRANSCRIBERS.load("pocketsphinx")(Settings())
    engine.prepare(ignore)
    with pytest.raises(EngineUnavailableError, match="understands English only, not 'de'"):
        engine.transcribe(Path("any.flac"), 1.0, language="de", vocabulary=(), report=ignore)
