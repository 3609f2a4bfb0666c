from pathlib import Path

import pytest

from core.domain.plan import BrandPlan
from tests.activities.render.branded_clips import FILE, branded, is_plain, stored


@pytest.mark.media
def test_the_picture_ends_the_clip_whole_on_the_brand_colour(tmp_path: Path) -> None:
    files = stored(tmp_path, (100, 100), "#00ff00")
    brand = BrandPlan(outro=FILE, outro_seconds=0.5, colour="#0000ff")

    shown = branded(tmp_path, files=files, brand=brand)

    assert len(shown) == 30 + 15
    assert all(map(is_plain, shown[:30]))
    for image in (shown[30], shown[-1]):
        assert image[160, 90] == pytest.approx([0, 255, 0], abs=8)
        assert image[160, 3] == pytest.approx([0, 255, 0], abs=8)
        assert image[20, 90] == pytest.approx([0, 0, 255], abs=8)
        assert image[300, 90] == pytest.approx([0, 0, 255], abs=8)
