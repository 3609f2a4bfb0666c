import numpy as np

from activities.render.sounds.riser import Riser
from tests.activities.render.sounds.hearing import brightness, is_finished, power


def test_it_is_a_finished_sound_and_the_same_every_time() -> None:
    assert is_finished(Riser().samples())
    assert Riser().samples().tobytes() == Riser().samples().tobytes()


def test_it_climbs_to_its_end() -> None:
    sound = Riser().samples()
    parts = np.array_split(sound, 5)

    assert sorted(map(power, parts)) == list(map(power, parts))
    assert sorted(map(brightness, parts)) == list(map(brightness, parts))
