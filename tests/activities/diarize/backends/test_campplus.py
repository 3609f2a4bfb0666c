from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.diarize.base import SAME_VOICE, Diarizer
from activities.diarize.voices import of_told
from core.domain.voices import Voices
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings
from tests.activities.diarize import checkpoints, talks
from tests.activities.diarize.talks import RATE, Talk


@pytest.fixture(scope="module")
def engine() -> Diarizer:
    """The engine with its weights; skips the test where they cannot be had."""
    talks.need_campplus()
    made = catalog.DIARIZERS.load("campplus")(Settings())
    made.prepare(lambda _: None)
    return made


def heard(engine: Diarizer, talk: Talk, tmp_path: Path, speakers: int | None = None) -> Voices:
    seen: list[float] = []
    told = engine.diarize(
        talk.written(tmp_path / "talk.wav"), talk.duration, speakers=speakers, report=seen.append
    )
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)
    return of_told(told, engine=engine.name, duration=talk.duration)


def test_two_computer_voices_are_told_apart(engine: Diarizer, tmp_path: Path) -> None:
    talk = talks.sample().cut(0, 75)

    score = talks.judged(talk, heard(engine, talk, tmp_path))

    assert (score.spoke, score.found) == (2, 2)
    assert score.right >= 0.98
    assert score.error <= 0.03


def test_four_people_are_told_apart(engine: Diarizer, tmp_path: Path) -> None:
    order = ["president", "left", "stage", "right", "president", "stage", "left", "right"] * 2
    talk = talks.composed(talks.people(), order, pause=0.2)

    score = talks.judged(talk, heard(engine, talk, tmp_path))

    assert (score.spoke, score.found) == (4, 4)
    assert score.right >= 0.9


@pytest.mark.parametrize("who", ["president", "left", "stage"])
def test_one_person_is_one_voice(engine: Diarizer, tmp_path: Path, who: str) -> None:
    people = talks.people()
    talk = talks.composed(people, [who] * len(people[who]), pause=0.3)

    assert talks.judged(talk, heard(engine, talk, tmp_path)).found == 1


def test_the_prints_of_two_recordings_tell_who_is_the_same(
    engine: Diarizer, tmp_path: Path
) -> None:
    sample = talks.sample()
    halves = []
    for start, end in ((0, 40), (150, 190)):
        talk = sample.cut(start, end)
        voices = heard(engine, talk, tmp_path)
        names = [_owner(talk, voices, voice.id) for voice in voices.voices]
        halves.append({n: np.array(v.print) for n, v in zip(names, voices.voices, strict=True)})

    for who, other in (("a", "b"), ("b", "a")):
        assert halves[0][who] @ halves[1][who] >= SAME_VOICE
        assert halves[0][who] @ halves[1][other] < SAME_VOICE


def _owner(talk: Talk, voices: Voices, voice: str) -> str:
    return max(("a", "b"), key=lambda who: talks.shared(talk, voices, who, voice))


def test_a_known_number_of_speakers_is_found(engine: Diarizer, tmp_path: Path) -> None:
    talk = talks.sample().cut(0, 45)

    assert len(heard(engine, talk, tmp_path, 1).voices) == 1
    assert len(heard(engine, talk, tmp_path, 2).voices) == 2


@pytest.mark.parametrize("seconds", [0.01, 0.5, 20.0])
def test_silence_has_no_voice(engine: Diarizer, tmp_path: Path, seconds: float) -> None:
    silence = Talk(np.zeros(int(seconds * RATE), np.float32), ())

    assert heard(engine, silence, tmp_path) == Voices(engine="cam++", duration=silence.duration)


def test_a_second_of_speech_is_one_voice(engine: Diarizer, tmp_path: Path) -> None:
    start, _, _ = talks.sample().turns[0]
    said = talks.sample().cut(start, start + 1.2)

    assert len(heard(engine, said, tmp_path).voices) == 1


def test_telephone_sound_is_heard(engine: Diarizer, tmp_path: Path) -> None:
    talk = talks.sample().cut(0, 40)
    spectrum = np.fft.rfft(talk.samples)
    pitch = np.fft.rfftfreq(len(talk.samples), 1 / RATE)
    spectrum[(pitch < 300) | (pitch > 3400)] = 0
    thin = np.fft.irfft(spectrum, len(talk.samples)).astype(np.float32)

    voices = heard(engine, Talk(thin, talk.turns), tmp_path)

    speech = sum(end - start for start, end, _ in talk.turns)
    assert sum(turn.span.duration for turn in voices.turns) >= 0.75 * speech
    assert 1 <= len(voices.voices) <= 2


def test_without_the_weights_the_engine_says_why(tmp_path: Path) -> None:
    engine = catalog.DIARIZERS.load("campplus")(Settings(cache_dir=tmp_path, offline=True))

    with pytest.raises(EngineUnavailableError, match="OFFLINE=1"):
        engine.prepare(lambda _: None)


def test_weights_of_something_else_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = checkpoints.write(tmp_path / "w.pt", {"a": np.zeros(3, np.float32)}, monkeypatch)
    monkeypatch.setattr(ModelStore, "fetch", lambda *_: other)
    engine = catalog.DIARIZERS.load("campplus")(Settings(cache_dir=tmp_path))

    with pytest.raises(EngineUnavailableError, match="lacks the weights"):
        engine.prepare(lambda _: None)
