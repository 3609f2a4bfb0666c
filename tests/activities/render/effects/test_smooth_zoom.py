from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.activities.render.moving_pictures import FIRST, LAST, affected, middle, side, untouched


@pytest.mark.media
def test_it_comes_and_goes_softly_in_its_span(tmp_path: Path) -> None:
    shown = affected("smooth_zoom", tmp_path, size=0.75, seconds=0.2)

    sides = [side(image) for image in shown]
    assert untouched(shown)
    assert sides[FIRST + 6 : LAST - 6] == pytest.approx([80] * 6, abs=0.8)
    assert max(abs(b - a) for a, b in pairwise(sides)) < 7
    # It rises on every frame of its way, and never trembles.
    assert all(b - a > 0.1 for a, b in pairwise(sides[FIRST : FIRST + 6]))
    assert np.ptp([middle(image) for image in shown], axis=0).max() < 0.3


@pytest.mark.media
def test_it_stays_where_the_clip_ends(tmp_path: Path) -> None:
    shown = affected("smooth_zoom", tmp_path, whole=True, size=0.75, seconds=0.2)

    assert side(shown[0]) == pytest.approx(60, abs=0.6)
    assert side(shown[-1]) == pytest.approx(80, abs=0.8)
