from itertools import pairwise
from pathlib import Path

import pytest

from tests.activities.render.moving_pictures import check_passed, passed


@pytest.mark.media
def test_both_pictures_flicker_and_the_sides_are_clean(tmp_path: Path) -> None:
    shown = passed("glitch", tmp_path)

    check_passed(shown)
    late = [image.mean() > 130 for image in shown[9:21]]
    changes = sum(bool(a != b) for a, b in pairwise(late))
    assert changes >= 3


@pytest.mark.media
def test_it_breaks_the_same_way_every_time(tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()

    first, second = (passed("glitch", tmp_path / folder) for folder in "ab")

    assert all((a == b).all() for a, b in zip(first, second, strict=True))
