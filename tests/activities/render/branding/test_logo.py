from pathlib import Path

import pytest

from activities.render import safe_area
from core.domain.plan import BrandPlan, HookPlan, Logo
from core.errors import InvalidPlanError
from tests.activities.render.branded_clips import FILE, branded, stored, touched

PAGE = safe_area.page(180, 320)


@pytest.mark.media
@pytest.mark.parametrize("corner", ["top-left", "top-right", "bottom-left", "bottom-right"])
def test_it_stands_in_its_corner_of_the_safe_area(tmp_path: Path, corner: str) -> None:
    wanted = Logo.model_validate({"file": FILE, "corner": corner, "width": 0.2, "opacity": 1.0})
    files = stored(tmp_path, (400, 200), "#00ff00")

    shown = branded(tmp_path, files=files, brand=BrandPlan(logo=wanted))

    left, top, right, bottom = touched(shown[-1])
    assert (right - left, bottom - top) == pytest.approx((36, 18), abs=3)
    down, across = corner.split("-")
    assert abs(left - PAGE.left if across == "left" else right - PAGE.right) <= 3
    assert abs(top - PAGE.top if down == "top" else bottom - PAGE.bottom) <= 3
    middle = shown[-1][(top + bottom) // 2, (left + right) // 2]
    assert middle == pytest.approx([0, 255, 0], abs=8)


@pytest.mark.media
def test_it_lets_the_picture_through(tmp_path: Path) -> None:
    brand = BrandPlan(logo=Logo(file=FILE, opacity=0.5))

    shown = branded(tmp_path, files=stored(tmp_path, (50, 50), "#ffffff"), brand=brand)[0]

    left, top, right, bottom = touched(shown)
    middle = shown[(top + bottom) // 2, (left + right) // 2]
    assert middle == pytest.approx([(0x30 + 255) / 2] * 3, abs=8)


@pytest.mark.media
def test_a_high_logo_leaves_room_for_the_hook(tmp_path: Path) -> None:
    files = stored(tmp_path, (80, 1000), "#00ff00")
    brand = BrandPlan(logo=Logo(file=FILE, opacity=1.0, width=0.5), colour="#ffffff")

    alone = touched(branded(tmp_path, files=files, brand=brand)[15])
    hook = HookPlan(text="So it is", seconds=1)
    both = branded(tmp_path, files=files, brand=brand, hook=hook)[15]

    assert alone[3] - alone[1] <= 0.1 * 320 + 3
    both[: alone[3] + 1] = 0x30
    assert touched(both)[1] > alone[3] + 1


@pytest.mark.media
def test_a_hostile_file_stops_the_clip_by_name(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(b"#EXTM3U\nfile:///etc/passwd\n")

    with pytest.raises(InvalidPlanError, match=r"brand\.logo\.file: .* is no whole PNG"):
        branded(tmp_path, files={FILE.key: str(path)}, brand=BrandPlan(logo=Logo(file=FILE)))
