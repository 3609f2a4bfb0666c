import numpy as np
import pytest

from activities.render.sounds.ding import Ding
from tests.activities.render.sounds.hearing import is_finished, power, strongest


def test_it_is_a_finished_sound_and_the_same_every_time() -> None:
    assert is_finished(Ding().samples())
    assert Ding().samples().tobytes() == Ding().samples().tobytes()


def test_it_rings_and_dies_away() -> None:
    sound = Ding().samples()
    parts = np.array_split(sound, 6)

    assert sorted(map(power, parts), reverse=True) == list(map(power, parts))
    assert strongest(sound) == pytest.approx(1318.5, abs=5)
