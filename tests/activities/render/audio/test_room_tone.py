import numpy as np
import pytest

from activities.render.audio.pcm import RATE, Floats
from activities.render.audio.room_tone import fill, room_tone
from tests.activities.render.audio.waves import level, level_of, noise, sine


def talk() -> Floats:
    """Return speech, for what matters here, with pauses in a room at -50 dB."""
    samples = noise(4.0, level=-50)
    for start in (0.5, 2.5):
        samples[round(start * RATE) : round((start + 1) * RATE)] += sine(1.0, level=-20)
    return samples


def test_the_room_is_heard_in_a_pause() -> None:
    tone = room_tone([talk()])

    assert tone is not None
    assert tone.level == pytest.approx(-50, abs=0.5)


def test_digital_silence_is_no_room() -> None:
    gated = talk()
    gated[round(1.6 * RATE) : round(2.4 * RATE)] = 0

    tone = room_tone([gated])

    assert tone is not None
    assert tone.level == pytest.approx(-50, abs=0.5)
    assert room_tone([np.zeros((RATE, 2), np.float32)]) is None


def test_who_never_pauses_has_no_room() -> None:
    assert room_tone([sine(3.0)]) is None
    assert room_tone([noise(0.1)]) is None
    assert room_tone([]) is None


def test_the_tone_sounds_as_loud_as_the_room_and_the_same_every_time() -> None:
    tone = room_tone([talk()])

    assert tone is not None
    made = tone.sounding(RATE // 2)
    assert made.shape == (RATE // 2, 2)
    assert level(made) == pytest.approx(-50, abs=0.5)
    assert np.array_equal(made, tone.sounding(RATE // 2))


def test_the_tone_has_the_colour_of_the_room() -> None:
    hum = talk() + sine(4.0, hertz=120, level=-46)

    tone = room_tone([hum])

    assert tone is not None
    made = tone.sounding(4 * RATE)
    band = np.abs(np.fft.rfft(made[:, 0])) ** 2
    hertz = np.fft.rfftfreq(len(made), 1 / RATE)
    low = band[(hertz > 60) & (hertz < 180)].sum() / band.sum()
    assert low > 0.5
    assert level_of(made, 2000, 0, 4) < -60


def test_a_hole_is_filled_and_what_sounds_is_left() -> None:
    samples = talk()
    tone = room_tone([samples])
    assert tone is not None
    spoken = samples[round(0.6 * RATE) : round(0.8 * RATE)].copy()
    samples[round(1.7 * RATE) : round(1.9 * RATE)] = 0

    fill(samples, round(1.7 * RATE), round(1.9 * RATE), tone)
    fill(samples, round(0.6 * RATE), round(0.8 * RATE), tone)

    assert level(samples, 1.7, 1.9) == pytest.approx(-50, abs=1.5)
    assert np.array_equal(samples[round(0.6 * RATE) : round(0.8 * RATE)], spoken)


def test_a_place_outside_of_the_clip_is_nothing() -> None:
    samples = talk()
    tone = room_tone([samples])
    assert tone is not None
    before = samples.copy()

    fill(samples, -500, 0, tone)
    fill(samples, len(samples), len(samples) + 500, tone)

    assert np.array_equal(samples, before)
