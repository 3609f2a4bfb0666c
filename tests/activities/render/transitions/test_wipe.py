from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import check_passed, passed


@pytest.mark.media
def test_the_next_picture_comes_from_the_right(tmp_path: Path) -> None:
    shown = passed("wipe", tmp_path)

    check_passed(shown)
    half = shown[15].mean(axis=0)
    assert (half[2], half[-3]) == pytest.approx((60, 200), abs=12)
    assert (half[1:] - half[:-1]).min() > -3
    assert shown[15].std(axis=0).max() < 3
