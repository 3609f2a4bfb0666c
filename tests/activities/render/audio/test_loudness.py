import pytest

from activities.render.audio import loudness
from activities.render.audio.loudness import Loudness, Mastering
from core.domain.plan import AudioPlan

AUDIO = AudioPlan()


def test_a_meter_is_read_at_its_end() -> None:
    said = (
        "    I:  -30.0 LUFS\n  Integrated:\n    I:         -17.3 LUFS\n    Peak:       -2.5 dBFS\n"
    )

    assert loudness.read_meter(said) == Loudness(-17.3, -2.5)


@pytest.mark.parametrize(
    "said", ["", "    I:  -inf LUFS\n    Peak:  -inf dBFS\n", "    I:  nan LUFS\n"]
)
def test_silence_is_not_audible(said: str) -> None:
    heard = loudness.read_meter(said)

    assert heard == Loudness(-70.0, float("-inf"))
    assert not heard.audible


def test_loud_sound_is_only_turned_down() -> None:
    assert loudness.first_mastering(Loudness(-9.0, -0.5), AUDIO) == Mastering(gain=-5.0)


def test_peaks_that_would_pass_the_ceiling_are_limited() -> None:
    mastering = loudness.first_mastering(Loudness(-24.0, -6.0), AUDIO)

    assert mastering.gain == 10.0
    assert mastering.ceiling is not None
    assert mastering.ceiling < AUDIO.true_peak


def test_noise_is_left_alone_and_quiet_speech_is_not_raised_for_ever() -> None:
    assert loudness.first_mastering(Loudness(-65.0, -50.0), AUDIO) == Mastering()
    assert loudness.first_mastering(Loudness(-55.0, -40.0), AUDIO).gain == 24.0


def test_nothing_is_corrected_that_is_right() -> None:
    measured, done = Loudness(-20.0, -6.0), Mastering(gain=6.0, ceiling=-1.8)

    assert loudness.corrected(done, Loudness(-14.1, -1.2), measured, AUDIO) is None


def test_what_a_limiter_took_is_given_back() -> None:
    measured, done = Loudness(-24.0, -4.0), Mastering(gain=10.0, ceiling=-1.8)

    better = loudness.corrected(done, Loudness(-15.0, -1.5), measured, AUDIO)

    assert better is not None
    assert better.gain > 11.0 - 1e-9


def test_a_peak_that_the_codec_added_lowers_the_ceiling() -> None:
    measured, done = Loudness(-24.0, -4.0), Mastering(gain=10.0, ceiling=-1.8)

    better = loudness.corrected(done, Loudness(-14.0, -0.7), measured, AUDIO)

    assert better is not None
    assert better.ceiling is not None
    assert better.ceiling < -2.0
