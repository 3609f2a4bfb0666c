from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import check_passed, passed


@pytest.mark.media
def test_one_picture_dissolves_evenly_into_the_next(tmp_path: Path) -> None:
    shown = passed("crossfade", tmp_path)

    check_passed(shown)
    wanted = [60 + 140 * number / 12 for number in range(12)]
    assert [image.mean() for image in shown[9:21]] == pytest.approx(wanted, abs=4)
    assert max(image.std() for image in shown) < 3
