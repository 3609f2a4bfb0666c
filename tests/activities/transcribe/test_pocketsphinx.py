import re
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.transcribe.base import Heard
from activities.transcribe.work import written_down
from core.errors import EngineUnavailableError
from core.settings import Settings
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore

pytestmark = pytest.mark.media

RATE = sounds.RATE


def hear(path: Path, duration: float, reported: list[float] | None = None) -> Heard:
    engine = catalog.TRANSCRIBERS.load("pocketsphinx")(Settings())
    engine.prepare(ignore)
    report = (reported if reported is not None else []).append
    return engine.transcribe(path, duration, language="en", report=report)


def test_real_speech_is_mostly_understood_and_its_words_are_clean() -> None:
    heard = hear(sounds.inaugural(), 11.0)
    assert sounds.word_errors(sounds.INAUGURAL_TEXT.split(), sounds.said(heard.words)) < 0.4
    assert all(re.fullmatch(r"[a-z'.-]+", word.text) for word in heard.words)
    assert all(0 <= word.confidence <= 1 for word in heard.words)
    assert len({word.confidence for word in heard.words}) > 3


def test_long_speech_is_understood_with_exact_times_and_steady_progress(tmp_path: Path) -> None:
    sample = sounds.spoken_sample()
    seconds = 48.0
    audio = sounds.flac(tmp_path / "part.flac", sounds.decoded(sample.audio)[: int(seconds * RATE)])
    truth = [word for word in sample.words if word.end < seconds]
    reported: list[float] = []

    heard = hear(audio, seconds, reported)

    assert sounds.word_errors(sounds.said(truth), sounds.said(heard.words)) < 0.3
    starts = np.array([word.start for word in heard.words])
    texts = sounds.said(heard.words)
    errors = [
        np.abs(starts - word.start).min()
        for word, text in zip(truth, sounds.said(truth), strict=True)
        if text in texts
    ]
    assert np.median(errors) < 0.05
    assert len(reported) >= 2
    assert reported == sorted(reported)

    transcript = written_down(heard, "pocketsphinx en-us", seconds)
    ends = [transcript.words[end - 1].end for end in transcript.sentence_ends]
    lines = [end for end in sample.line_ends if end < seconds - 1]
    found = [end for end in lines if min(abs(end - other) for other in ends) < 0.3]
    assert len(found) > 0.7 * len(lines)


@pytest.mark.parametrize("kind", ["nothing", "silence", "noise", "tone", "chord"])
def test_where_nobody_speaks_there_are_no_words(tmp_path: Path, kind: str) -> None:
    at = np.arange(8 * RATE) / RATE
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


def test_another_language_is_refused() -> None:
    engine = catalog.TRANSCRIBERS.load("pocketsphinx")(Settings())
    engine.prepare(ignore)
    with pytest.raises(EngineUnavailableError, match="understands English only, not 'de'"):
        engine.transcribe(Path("any.flac"), 1.0, language="de", report=ignore)
