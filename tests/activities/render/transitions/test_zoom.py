from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import check_passed, passed


@pytest.mark.media
def test_one_picture_becomes_the_next_in_the_middle(tmp_path: Path) -> None:
    shown = passed("zoom", tmp_path)

    check_passed(shown)
    means = [image.mean() for image in shown[9:21]]
    assert means[:4] == pytest.approx([60] * 4, abs=3)
    assert means[-4:] == pytest.approx([200] * 4, abs=3)
    assert means == sorted(means)
