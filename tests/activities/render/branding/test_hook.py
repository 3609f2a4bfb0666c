from pathlib import Path

import pytest

from activities.render import safe_area
from activities.render.branding.hook import readable
from core.domain.plan import BrandPlan, CaptionPlan, HookPlan
from tests.activities.render.branded_clips import branded, is_plain, touched

PAGE = safe_area.page(180, 320)
HOOK = HookPlan(text="Nobody {\\b1} tells you", seconds=1.0)


@pytest.mark.media
@pytest.mark.parametrize("captions", ["bottom", "top"])
def test_the_words_stand_in_the_safe_area_away_from_the_captions(
    tmp_path: Path, captions: str
) -> None:
    place = CaptionPlan.model_validate({"place": captions})

    shown = branded(tmp_path, hook=HOOK, captions=place, brand=BrandPlan(colour="#0000ff"))

    left, top, right, bottom = touched(shown[10])
    assert left >= PAGE.left
    assert right <= PAGE.right
    # A sample of colour covers two rows.
    assert top >= PAGE.top - 1
    assert bottom <= PAGE.bottom + 1
    middle = (PAGE.top + PAGE.bottom) / 2
    assert bottom < middle if captions == "bottom" else top > middle
    panel = shown[10][top + 3, (left + right) // 2]
    assert panel[2] > 180
    assert panel[2] - panel[0] > 130


@pytest.mark.media
def test_a_clip_without_a_hook_has_none(tmp_path: Path) -> None:
    assert all(map(is_plain, branded(tmp_path)))


@pytest.mark.parametrize(
    ("panel", "light"),
    [
        ((255, 221, 51), False),
        ((255, 255, 255), False),
        ((0, 0, 0), True),
        ((10, 40, 160), True),
        ((0, 255, 0), False),
    ],
)
def test_letters_are_read_well_on_the_panel(panel: tuple[int, int, int], light: bool) -> None:
    assert (readable(panel)[0] > 128) is light
