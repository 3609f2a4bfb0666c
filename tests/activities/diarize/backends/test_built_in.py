from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.diarize.voices import of_told
from core.domain.voices import Voices
from core.errors import UnreadableMediaError
from core.settings import Settings
from tests.activities.diarize import talks
from tests.activities.diarize.talks import RATE, Samples, Talk


def heard(talk: Talk, tmp_path: Path, speakers: int | None = None) -> Voices:
    engine = catalog.DIARIZERS.load("built-in")(Settings())
    engine.prepare(lambda _: None)
    told = engine.diarize(
        talk.written(tmp_path / "talk.wav"),
        talk.duration,
        speakers=speakers,
        report=lambda _: None,
    )
    return of_told(told, engine=engine.name, duration=talk.duration)


def test_two_voices_are_told_apart(tmp_path: Path) -> None:
    talk = talks.sample().cut(0, 75)

    score = talks.judged(talk, heard(talk, tmp_path))

    assert (score.spoke, score.found) == (2, 2)
    assert score.right >= 0.95
    assert score.error <= 0.05


@pytest.mark.parametrize("who", ["a", "b"])
def test_one_person_is_one_voice(tmp_path: Path, who: str) -> None:
    says = {who: talks.utterances(talks.sample(), who)}
    talk = talks.composed(says, [who] * 14, pause=0.3)

    assert talks.judged(talk, heard(talk, tmp_path)).found == 1


def test_people_recorded_elsewhere_are_told_apart(tmp_path: Path) -> None:
    people = talks.people()
    order = ["president", "stage", "president", "stage", "president", "stage", "president"]
    talk = talks.composed(people, order, pause=0.4)

    score = talks.judged(talk, heard(talk, tmp_path))

    assert score.found == 2
    assert score.right >= 0.8


def noise(seconds: float) -> Samples:
    sound = np.random.default_rng(0).normal(size=int(seconds * RATE)) * 0.05
    return sound.astype(np.float32)


def music(seconds: float) -> Samples:
    at = np.arange(int(seconds * RATE)) / RATE
    notes = 220 * 2 ** (np.array([0, 4, 7, 12, 7, 4])[(at / 0.5).astype(int) % 6] / 12)
    phase = 2 * np.pi * np.cumsum(notes) / RATE
    tones = np.sin(phase) + np.sin(2 * phase) / 2 + np.sin(3 * phase) / 3
    return (0.2 * tones).astype(np.float32)


@pytest.mark.parametrize(
    "sound",
    [np.zeros(20 * RATE, np.float32), noise(20), music(20), np.zeros(160, np.float32), noise(0.4)],
    ids=["silence", "noise", "music", "a hundredth of a second", "hardly half a second"],
)
def test_nobody_is_heard_where_nobody_speaks(tmp_path: Path, sound: Samples) -> None:
    assert heard(Talk(sound, ()), tmp_path).voices == ()


def test_a_second_of_speech_is_one_voice(tmp_path: Path) -> None:
    start, end, who = talks.sample().turns[0]
    said = talks.sample().cut(start, min(end, start + 1.2))

    assert len(heard(said, tmp_path).voices) == 1, who


def test_two_voices_at_once_are_told_as_one_at_a_time(tmp_path: Path) -> None:
    sample = talks.sample()
    one, other = (np.concatenate(talks.utterances(sample, who))[: 12 * RATE] for who in "ab")
    voices = heard(Talk(one + other, ()), tmp_path)

    assert 1 <= len(voices.voices) <= 3
    spans = [turn.span for turn in voices.turns]
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_what_is_no_sound_is_told(tmp_path: Path) -> None:
    engine = catalog.DIARIZERS.load("built-in")(Settings())
    (tmp_path / "a.wav").write_bytes(b"nothing")

    with pytest.raises(UnreadableMediaError):
        engine.diarize(tmp_path / "a.wav", 1.0, speakers=None, report=lambda _: None)
