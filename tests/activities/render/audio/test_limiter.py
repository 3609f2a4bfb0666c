import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.render.audio import pcm
from activities.render.audio.limiter import mastered, true_peak
from activities.render.audio.loudness import Mastering
from activities.render.audio.pcm import RATE, Floats, amplitude
from tests.activities.render.audio.waves import level, noise, sine


def made(samples: Floats, mastering: Mastering) -> Floats:
    found = np.zeros_like(samples)
    mastered(samples, mastering, found)
    return found


def peak(samples: Floats) -> float:
    """Measure true peaks in another way: eight times the samples, by their spectrum."""
    spectrum = np.fft.rfft(samples, axis=0)
    padded = np.zeros((4 * len(samples) + 1, 2), complex)
    padded[: len(spectrum)] = spectrum
    return float(20 * np.log10(np.abs(np.fft.irfft(padded, axis=0)).max() * 8))


def test_without_a_ceiling_there_is_only_gain() -> None:
    samples = noise(1.0, level=-20)

    assert made(samples, Mastering(gain=6.0)) == pytest.approx(samples * amplitude(6))


def test_what_stays_below_the_ceiling_is_not_touched() -> None:
    samples = sine(1.0, level=-20)

    found = made(samples, Mastering(gain=6.0, ceiling=-1.0))

    assert found == pytest.approx(samples * amplitude(6))


def test_a_peak_is_limited_and_what_is_far_from_it_is_not() -> None:
    samples = sine(3.0, level=-20)
    samples[RATE + 5 : RATE + 9] *= 12

    found = made(samples, Mastering(ceiling=-3.0))

    assert true_peak(found) <= -2.95
    assert np.array_equal(found[: RATE - 2_000], samples[: RATE - 2_000])
    assert np.array_equal(found[RATE + 2_000 :], samples[RATE + 2_000 :])


@settings(max_examples=20)
@given(st.integers(0, 2**16), st.floats(0, 18), st.floats(-6, 0))
def test_no_true_peak_passes_the_ceiling(seed: int, gain: float, ceiling: float) -> None:
    chance = np.random.default_rng(seed)
    samples = noise(0.4, level=-18, seed=seed)
    for at in chance.integers(0, len(samples) - 200, 6):
        samples[at : at + int(chance.integers(1, 200))] *= 8
    rounded = Mastering(gain=gain, ceiling=ceiling)

    assert true_peak(made(samples, rounded)) <= ceiling + 0.1


def test_peaks_between_samples_are_heard() -> None:
    at = np.arange(RATE) / RATE
    wave = np.sin(2 * np.pi * RATE / 4 * at + np.pi / 4)
    samples = np.stack((wave, wave), axis=1).astype(np.float32)

    assert np.abs(samples).max() == pytest.approx(np.sqrt(0.5), abs=1e-3)
    assert true_peak(samples) == pytest.approx(0.0, abs=0.3)


def test_true_peaks_are_those_of_another_meter() -> None:
    samples = noise(1.0, level=-14, seed=5)

    assert true_peak(samples) == pytest.approx(peak(samples), abs=0.4)


def test_silence_has_no_peak() -> None:
    assert true_peak(np.zeros((RATE, 2), np.float32)) == float("-inf")
    assert true_peak(np.zeros((0, 2), np.float32)) == float("-inf")


def test_gain_changes_softly() -> None:
    samples = sine(2.0, hertz=1000, level=-20)
    samples[RATE:] *= amplitude(15)

    found = made(samples, Mastering(ceiling=-6.0))

    ratio = level(found, 0.5, 0.9) - level(samples, 0.5, 0.9)
    assert ratio == pytest.approx(0, abs=0.01)
    assert true_peak(found) <= -5.9


def test_chunks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = noise(2.0, level=-16, seed=2)
    mastering = Mastering(gain=3.0, ceiling=-8.0)

    whole = made(samples, mastering)
    monkeypatch.setattr(pcm, "_CHUNK", RATE // 2)

    assert made(samples, mastering) == pytest.approx(whole, abs=1e-6)
    assert true_peak(whole) <= -7.9
