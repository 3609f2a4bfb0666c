from pathlib import Path

import numpy as np
import pytest

from activities.render import safe_area
from core.domain.plan import BrandPlan, HookPlan, Watermark
from tests.activities.render.branded_clips import branded, touched

PAGE = safe_area.page(180, 320)


def watermark(opacity: float = 0.35) -> BrandPlan:
    return BrandPlan(watermark=Watermark(text="@clips {\\an2}", opacity=opacity))


@pytest.mark.media
def test_the_text_stands_in_the_safe_area_all_the_time(tmp_path: Path) -> None:
    shown = branded(tmp_path, brand=watermark(opacity=1.0))

    boxes = {touched(image) for image in (shown[0], shown[15], shown[-1])}
    assert len(boxes) == 1
    left, top, right, bottom = boxes.pop()
    assert PAGE.left <= left < right <= PAGE.right
    assert PAGE.top <= top < bottom < PAGE.top + PAGE.size * 2


@pytest.mark.media
def test_it_is_as_faint_as_wanted(tmp_path: Path) -> None:
    lights = []
    for opacity in (0.3, 1.0):
        folder = tmp_path / str(opacity)
        folder.mkdir()
        lights.append(int(np.max(branded(folder, brand=watermark(opacity))[15])))

    assert lights[1] > 200
    assert lights[0] < 0x30 + 0.5 * (255 - 0x30)


@pytest.mark.media
def test_the_hook_does_not_cover_it(tmp_path: Path) -> None:
    alone = branded(tmp_path, brand=watermark(opacity=1.0))[15]
    _, top, _, bottom = touched(alone)

    both = branded(tmp_path, brand=watermark(opacity=1.0), hook=HookPlan(text="So", seconds=1))[15]

    assert abs(both[top:bottom] - alone[top:bottom]).max() < 30
    assert touched(both)[3] > bottom
