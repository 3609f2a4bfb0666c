from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import check_passed, passed


@pytest.mark.media
def test_the_window_goes_to_the_picture_at_its_side(tmp_path: Path) -> None:
    shown = passed("swipe", tmp_path)

    check_passed(shown)
    means = [image.mean() for image in shown[9:21]]
    assert means == sorted(means)
    half = shown[14].mean(axis=0)
    assert half[2] < 80
    assert half[-3] > 180
    # The edge between both is blurred by the speed.
    assert ((half > 80) & (half < 180)).sum() > 8
