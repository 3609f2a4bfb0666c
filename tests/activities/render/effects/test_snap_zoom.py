from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import FIRST, LAST, affected, middle, side, untouched


@pytest.mark.media
def test_it_is_nearer_in_its_span_and_nowhere_else(tmp_path: Path) -> None:
    shown = affected("snap_zoom", tmp_path, size=0.75)

    assert untouched(shown)
    assert [side(image) for image in shown[FIRST:LAST]] == pytest.approx([80] * 18, abs=0.8)


@pytest.mark.media
def test_it_comes_nearer_to_a_place(tmp_path: Path) -> None:
    shown = affected("snap_zoom", tmp_path, whole=True, size=0.6, x=0.4, y=0.6)

    assert side(shown[15]) == pytest.approx(100, abs=1)
    assert middle(shown[15]) == pytest.approx(((90 - 18) / 0.6, (160 - 96) / 0.6), abs=1)
