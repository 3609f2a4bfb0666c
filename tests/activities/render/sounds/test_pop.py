from activities.render.audio.pcm import RATE
from activities.render.sounds.pop import Pop
from tests.activities.render.sounds.hearing import brightness, is_finished


def test_it_is_a_finished_sound_and_the_same_every_time() -> None:
    assert is_finished(Pop().samples())
    assert Pop().samples().tobytes() == Pop().samples().tobytes()


def test_it_is_over_at_once_and_jumps_up() -> None:
    sound = Pop().samples()

    assert len(sound) < 0.1 * RATE
    assert brightness(sound[len(sound) // 2 :]) > brightness(sound[: len(sound) // 4])
