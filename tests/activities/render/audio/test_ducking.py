import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render.audio.ducking import envelope, spoken
from activities.render.audio.pcm import RATE
from tests.activities.render.audio.waves import noise, sine


def test_speech_is_told_from_the_room() -> None:
    samples = noise(6.0, level=-55)
    samples[RATE : 2 * RATE] += sine(1.0)

    found = spoken(samples)

    assert found[100:200].all()
    assert not found[:98].any()
    assert not found[202:].any()


def test_pauses_between_words_belong_to_speech_and_long_ones_do_not() -> None:
    samples = noise(8.0, level=-60)
    for start in (1.0, 2.3, 6.0):
        samples[round(start * RATE) : round((start + 1) * RATE)] += sine(1.0)

    found = spoken(samples)

    assert found[100:330].all()
    assert not found[340:590].any()


def test_nothing_is_spoken_in_silence() -> None:
    assert not spoken(np.zeros((RATE, 2), np.float32)).any()
    assert len(spoken(np.zeros((0, 2), np.float32))) == 0


def test_music_gives_way_before_the_first_word_and_comes_back_after_the_last() -> None:
    speech = np.zeros(500, bool)
    speech[200:300] = True

    gain = envelope(speech, -12.0)

    assert gain[:185].tolist() == [0.0] * 185
    assert gain[190:301] == pytest.approx([-12.0] * 111)
    assert gain[300:341] == pytest.approx(np.linspace(-12, 0, 41))
    assert not gain[341:].any()


@given(st.lists(st.booleans(), max_size=400), st.floats(-40, 0))
def test_music_is_never_louder_than_planned_where_somebody_speaks(
    spoken: list[bool], depth: float
) -> None:
    speech = np.repeat(np.array(spoken, bool), 7)

    gain = envelope(speech, depth)

    assert gain[speech] == pytest.approx(depth, abs=1e-4)
    assert (gain <= 0).all()
    assert (gain >= depth - 1e-4).all()
