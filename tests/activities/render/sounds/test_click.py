from activities.render.audio.pcm import RATE
from activities.render.sounds.click import Click
from tests.activities.render.sounds.hearing import is_finished, power

PARTS = ((0, 0.01), (0.03, 0.045), (0.05, 0.06))


def test_it_is_a_finished_sound_and_the_same_every_time() -> None:
    assert is_finished(Click().samples())
    assert Click().samples().tobytes() == Click().samples().tobytes()


def test_it_goes_down_and_up() -> None:
    sound = Click().samples()
    down, between, up = (sound[round(a * RATE) : round(b * RATE)] for a, b in PARTS)

    assert len(sound) < 0.1 * RATE
    assert power(down) > power(up) > 100 * power(between)
