from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import FIRST, LAST, affected, side, untouched


@pytest.mark.media
def test_it_swells_at_every_beat_and_sinks_back(tmp_path: Path) -> None:
    shown = affected("pulse", tmp_path, strength=0.2, seconds=0.3)

    sides = [side(image) for image in shown[FIRST:LAST]]
    assert untouched(shown)
    assert (sides[0], sides[9]) == pytest.approx((60, 60), abs=0.6)
    assert sides[:9] == pytest.approx(sides[9:], abs=0.3)
    assert 70 < max(sides) < 76
    assert sides.index(max(sides)) in {1, 2, 10, 11}
