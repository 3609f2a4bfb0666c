import numpy as np
import pytest

from activities.listen.backends.built_in import BuiltIn
from activities.listen.levels import BLOCK, Floats
from activities.listen.spectrum import frames
from core.domain.sound import RATE
from tests.activities.listen.sounds import applause, cheer, joined, noise, silence, song, speech


def told(sound: Floats, size: int = BLOCK) -> tuple[Floats, Floats]:
    classifier = BuiltIn()
    classifier.prepare(lambda _: None)
    for first in range(0, len(sound), size):
        block = sound[first : first + size]
        classifier.hear(block, frames(block))
    answer = classifier.told()
    return answer["speech"], answer["music"]


@pytest.mark.parametrize("seed", range(3))
def test_speech_is_speech(seed: int) -> None:
    spoken, music = told(joined(speech(20, seed=seed)))

    assert len(spoken) == len(music) == 200
    assert (spoken > 0.5).mean() > 0.9
    assert (music > 0.5).mean() < 0.1


@pytest.mark.parametrize("bpm", [80, 120])
def test_a_song_is_music(bpm: float) -> None:
    spoken, music = told(joined(song(20, bpm=bpm)))

    assert (music > 0.5).mean() > 0.75
    assert (spoken > 0.5).mean() < 0.2


@pytest.mark.parametrize("sound", [noise(10), applause(10), cheer(10)])
def test_noise_and_crowds_are_no_speech(sound: Floats) -> None:
    spoken, _ = told(sound)

    assert (spoken > 0.5).mean() < 0.1


def test_digital_silence_is_nothing() -> None:
    spoken, music = told(silence(10))

    assert (max(spoken), max(music)) == (0, 0)


@pytest.mark.parametrize("count", [0, 10, RATE, 3 * RATE + 123])
def test_every_length_has_an_answer_for_every_step(count: int) -> None:
    spoken, _ = told(speech(5)[:count])

    assert len(spoken) == -(-count // 1600)


def test_blocks_make_no_difference() -> None:
    sound = joined(speech(20), song(20))

    for whole, parts in zip(told(sound), told(sound, 5 * RATE), strict=True):
        assert parts == pytest.approx(whole, abs=1e-3)
    assert np.isfinite(told(sound)).all()
