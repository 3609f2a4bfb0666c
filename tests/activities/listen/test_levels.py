import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.listen.levels import STEP, background, fitted, rms, speech
from core.domain.sound import RATE
from tests.activities.listen.sounds import silence, tone

SIZE = round(STEP * RATE)


def test_a_sine_at_full_scale_has_minus_three_decibels() -> None:
    assert rms(tone(1, amplitude=1.0), SIZE) == pytest.approx(np.full(10, -3.01), abs=0.01)


def test_digital_silence_is_minus_a_hundred() -> None:
    assert rms(silence(0.3), SIZE).tolist() == [-100, -100, -100]


def test_no_samples_have_no_level() -> None:
    assert rms(silence(0), SIZE).tolist() == []


def test_an_incomplete_last_step_is_not_diluted() -> None:
    levels = rms(tone(0.125, amplitude=1.0, hertz=400), SIZE)

    assert levels == pytest.approx(np.full(2, -3.01), abs=0.01)


@given(st.lists(st.floats(-1, 1, width=32), max_size=400), st.integers(1, 50))
def test_levels_hold_the_whole_energy(samples: list[float], size: int) -> None:
    sound = np.array(samples, np.float32)

    levels = rms(sound, size)

    assert len(levels) == -(-len(samples) // size)
    lengths = [len(sound[first : first + size]) for first in range(0, len(sound), size)]
    energy = sum(10 ** (level / 10) * n for level, n in zip(levels, lengths, strict=True))
    assert energy == pytest.approx(float(np.sum(sound.astype(float) ** 2)), rel=1e-3, abs=1e-6)


@given(st.integers(0, 50), st.integers(0, 50))
def test_levels_are_fitted_to_the_recording(count: int, wanted: int) -> None:
    levels = fitted(np.zeros(count, np.float32), wanted)

    assert len(levels) == wanted
    assert (levels[count:] == -100).all()


def test_quiet_talk_after_loud_music_has_its_own_level() -> None:
    levels = np.concatenate([np.full(6000, -10.0), np.full(6000, -35.0)]).astype(np.float32)

    said = speech(levels)

    assert said[1000] == pytest.approx(-10)
    assert said[-1000] == pytest.approx(-35)


def test_a_long_break_keeps_the_level_of_the_whole() -> None:
    levels = np.concatenate([np.full(3000, -20.0), np.full(6000, -100.0)]).astype(np.float32)

    assert speech(levels)[-1] == pytest.approx(-20)
    assert background(levels) == pytest.approx(-20)
