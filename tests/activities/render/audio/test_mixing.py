import numpy as np
import pytest

from activities.render.audio.mixing import add_music, add_sound
from activities.render.audio.pcm import BLOCK, RATE, Floats
from tests.activities.render.audio.waves import level, noise, sine


def mixed(seconds: float, music: Floats, *, gain: float = 1.0, duck: float = 0.0) -> Floats:
    samples = np.zeros((round(seconds * RATE), 2), np.float32)
    envelope = np.full(len(samples) // BLOCK, duck, np.float32)
    add_music(samples, music, gain=gain, envelope=envelope)
    return samples


def test_music_has_the_level_that_is_asked_for() -> None:
    assert level(mixed(10, sine(10)), 1, 7) == pytest.approx(-20, abs=0.05)
    assert level(mixed(10, sine(10), gain=0.5), 1, 7) == pytest.approx(-26.02, abs=0.05)
    assert level(mixed(10, sine(10), duck=-12), 1, 7) == pytest.approx(-32, abs=0.05)


def test_short_music_is_repeated_in_its_own_time() -> None:
    music = noise(1.0, level=-20)

    made = mixed(6, music)

    assert np.allclose(made[RATE + 1000 : 2 * RATE - 1000], music[1000:-1000], atol=1e-6)
    assert np.allclose(made[3 * RATE + 1000 : 4 * RATE - 1000], music[1000:-1000], atol=1e-6)


def test_music_begins_again_without_a_click() -> None:
    music = sine(1.0051, hertz=100, level=-12)

    made = mixed(5, music)

    assert np.abs(np.diff(made, axis=0)).max() < 1.5 * np.abs(np.diff(music, axis=0)).max()


def test_music_fades_out_at_the_end() -> None:
    made = mixed(10, sine(10))

    assert level(made, 7.5, 8.0) == pytest.approx(-20, abs=0.1)
    assert level(made, 8.9, 9.1) == pytest.approx(-26, abs=0.3)
    assert level(made, 9.95, 10.0) < -45
    assert np.abs(made[-1]).max() < 1e-3


def test_a_sound_is_added_where_it_belongs() -> None:
    samples = np.zeros((1000, 2), np.float32)

    add_sound(samples, np.ones(10, np.float32), at=500, gain=0.5)

    assert samples[500:510].tolist() == [[0.5, 0.5]] * 10
    assert np.abs(samples).sum() == pytest.approx(10)


@pytest.mark.parametrize(("at", "left"), [(-5, 5), (995, 5), (2000, 0), (-20, 0)])
def test_a_sound_at_an_end_is_cut_off(at: int, left: int) -> None:
    samples = np.zeros((1000, 2), np.float32)

    add_sound(samples, np.ones(10, np.float32), at=at, gain=1.0)

    assert (samples[:, 0] != 0).sum() == left
