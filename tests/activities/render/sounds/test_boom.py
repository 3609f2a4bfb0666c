from activities.render.audio.pcm import RATE
from activities.render.sounds.boom import Boom
from tests.activities.render.sounds.hearing import is_finished, power, strongest


def test_it_is_a_finished_sound_and_the_same_every_time() -> None:
    assert is_finished(Boom().samples())
    assert Boom().samples().tobytes() == Boom().samples().tobytes()


def test_it_is_deep_and_has_a_long_end() -> None:
    sound = Boom().samples()

    assert strongest(sound) < 110
    assert power(sound[RATE // 2 : RATE]) > 1e-3
    assert power(sound[: RATE // 4]) > power(sound[RATE:])
