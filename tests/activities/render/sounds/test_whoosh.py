from activities.render.sounds.whoosh import Whoosh
from tests.activities.render.sounds.hearing import brightness, is_finished, power


def test_it_is_a_finished_sound_and_the_same_every_time() -> None:
    assert is_finished(Whoosh().samples())
    assert Whoosh().samples().tobytes() == Whoosh().samples().tobytes()


def test_it_passes_by() -> None:
    """It is loudest in the middle, and highest there."""
    sound = Whoosh().samples()
    third = len(sound) // 3
    parts = [sound[:third], sound[third : 2 * third], sound[2 * third :]]

    assert max(parts, key=power) is parts[1]
    assert brightness(parts[1]) > brightness(parts[0])
