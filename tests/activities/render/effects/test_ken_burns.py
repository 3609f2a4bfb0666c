from itertools import pairwise
from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import FIRST, LAST, affected, middle, side, untouched


@pytest.mark.media
def test_it_goes_evenly_from_the_whole_to_a_part(tmp_path: Path) -> None:
    shown = affected("ken_burns", tmp_path, size=0.75, x=0.4)

    sides = [side(image) for image in shown[FIRST:LAST]]
    assert untouched(shown)
    assert (sides[0], sides[-1]) == pytest.approx((60, 80), abs=0.8)
    steps = [b - a for a, b in pairwise(sides)]
    assert min(steps) > 0.5
    assert max(steps) < 2
    assert middle(shown[LAST - 1])[0] == pytest.approx(90 + 0.1 * 240, abs=1)


@pytest.mark.media
def test_it_can_go_back(tmp_path: Path) -> None:
    shown = affected("ken_burns", tmp_path, way="out", size=0.75)

    assert side(shown[FIRST]) == pytest.approx(80, abs=0.8)
    assert side(shown[LAST - 1]) == pytest.approx(60, abs=0.6)
