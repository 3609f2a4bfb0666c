import numpy as np
import pytest

from activities.render.audio.censoring import censor, heard_level
from activities.render.audio.pcm import RATE
from tests.activities.render.audio.waves import level, level_of, sine


def test_a_bleep_covers_every_sample_of_the_span() -> None:
    samples = sine(2.0, hertz=300, level=-20)

    censor(samples, RATE, RATE + RATE // 2, way="bleep", speech=-20)

    assert level_of(samples, 300, 1.0, 1.5) < -70
    assert level_of(samples, 1000, 1.0, 1.5) == pytest.approx(-23, abs=0.3)
    assert level_of(samples, 300, 0.5, 0.9) == pytest.approx(-20, abs=0.1)


def test_silence_is_silent() -> None:
    samples = sine(2.0)

    censor(samples, RATE, RATE + 4_800, way="silence", speech=-20)

    assert not samples[RATE : RATE + 4_800].any()
    assert level(samples, 0.0, 0.9) == pytest.approx(-20, abs=0.1)


@pytest.mark.parametrize("way", ["bleep", "silence"])
def test_edges_do_not_click(way: str) -> None:
    samples = sine(1.0, hertz=200, level=-12)
    largest = np.abs(np.diff(sine(1.0, hertz=1000, level=-12), axis=0)).max()

    censor(samples, 10_007, 30_011, way="bleep" if way == "bleep" else "silence", speech=-12)

    assert np.abs(np.diff(samples, axis=0)).max() <= largest


def test_a_span_beyond_the_recording_is_cut_off() -> None:
    samples = sine(1.0)

    censor(samples, -100, 100, way="silence", speech=-20)
    censor(samples, RATE - 100, RATE + 100, way="bleep", speech=-20)
    censor(samples, 2 * RATE, 3 * RATE, way="bleep", speech=-20)

    assert not samples[:100].any()
    assert np.isfinite(samples).all()


def test_pauses_do_not_lower_the_level_of_speech() -> None:
    samples = np.concatenate((sine(1.0, level=-20), np.zeros((9 * RATE, 2), np.float32)))

    assert heard_level(samples) == pytest.approx(-20, abs=0.1)
    assert heard_level(samples[:0]) <= -100
