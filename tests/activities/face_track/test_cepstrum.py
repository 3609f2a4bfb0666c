"""Numbers were written down from python_speech_features 0.6 with its own choices."""

import numpy as np
import pytest

from activities.face_track.cepstrum import COEFFICIENTS, coefficients
from core.domain.sound import RATE

TIMES = np.arange(RATE) / RATE
# The sines of 220 and 1330 Hz together, after half a second.
KNOWN = [
    *(19.695, 18.081, -12.98, -7.65, 23.693, 26.172, -13.887),
    *(-46.902, -32.585, -2.22, -3.149, -29.363, -35.894),
]


def test_they_are_those_that_networks_were_trained_on() -> None:
    sound = 0.3 * np.sin(2 * np.pi * 220 * TIMES) + 0.1 * np.sin(2 * np.pi * 1330 * TIMES)
    found = coefficients(sound.astype(np.float32))
    assert found.shape == (99, COEFFICIENTS)
    assert found[50] == pytest.approx(KNOWN, abs=2e-3)


@pytest.mark.parametrize(
    ("samples", "rows"), [(1, 1), (400, 1), (401, 2), (560, 2), (561, 3), (5000, 30)]
)
def test_there_is_a_row_for_each_hundredth_of_a_second(samples: int, rows: int) -> None:
    assert coefficients(np.ones(samples, np.float32)).shape == (rows, COEFFICIENTS)


def test_silence_is_finite() -> None:
    assert np.isfinite(coefficients(np.zeros(RATE, np.float32))).all()


def test_the_first_number_rises_with_loudness() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    soft, loud = coefficients(noise)[:, 0], coefficients(noise * 2)[:, 0]
    assert loud - soft == pytest.approx(np.full(len(soft), np.log(4)), abs=1e-3)
