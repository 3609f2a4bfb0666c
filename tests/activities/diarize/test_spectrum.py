import numpy as np
import pytest

from activities.diarize.spectrum import bands, cepstrum
from core.domain.sound import RATE


def tone(hertz: float, seconds: float = 0.5) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    at = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


@pytest.mark.parametrize("hertz", [200, 1000, 4000, 7000])
def test_a_tone_is_loudest_in_the_band_of_its_pitch(hertz: float) -> None:
    edges = 700 * (np.exp(np.linspace(_mel(20), _mel(8000), 82) / 1127) - 1)

    loudest = int(bands(tone(hertz), 80).mean(axis=0).argmax())

    assert edges[loudest] <= hertz <= edges[loudest + 2]


def _mel(hertz: float) -> float:
    return float(1127 * np.log1p(hertz / 700))


def test_twice_the_sound_is_the_logarithm_of_four_more() -> None:
    soft, loud = bands(tone(500), 40), bands(2 * tone(500), 40)

    middle = slice(5, 15)
    np.testing.assert_allclose((loud - soft)[:, middle], np.log(4), atol=1e-3)


def test_there_is_a_row_for_every_hundredth_of_a_second_that_is_whole() -> None:
    assert bands(tone(300, 1.0), 40).shape == (98, 40)
    assert bands(tone(300, 0.02), 40).shape == (0, 40)


def test_silence_is_the_floor_and_no_error() -> None:
    found = bands(np.zeros(RATE, np.float32), 40)

    assert np.isfinite(found).all()
    assert np.ptp(found) == 0


def test_the_cepstrum_does_not_tell_how_loud_it_is() -> None:
    rows = np.random.default_rng(0).normal(size=(7, 40)).astype(np.float32)

    np.testing.assert_allclose(cepstrum(rows, 12), cepstrum(rows + 3, 12), atol=1e-4)
