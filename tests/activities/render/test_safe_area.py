import pytest

from activities.render import safe_area


def test_vertical_captions_stay_clear_of_all_three_platforms() -> None:
    page = safe_area.page(1080, 1920)

    assert (page.left, page.right) == (120, 890)
    assert (page.top, page.bottom) == (290, 1240)
    assert page.size == 64


@pytest.mark.parametrize(("width", "height"), [(720, 1280), (540, 960), (2160, 3840)])
def test_other_sizes_of_a_shape_are_scaled(width: int, height: int) -> None:
    page, share = safe_area.page(width, height), width / 1080

    assert page.left >= 120 * share > page.left - 1
    assert page.right <= 890 * share < page.right + 1
    assert page.top >= 290 * share > page.top - 1
    assert page.bottom <= 1240 * share < page.bottom + 1


@pytest.mark.parametrize(("width", "height"), [(1080, 1080), (1080, 1350), (1920, 1080), (16, 16)])
def test_every_shape_has_room_for_two_lines(width: int, height: int) -> None:
    page = safe_area.page(width, height)

    assert 0 <= page.left < page.right <= width
    assert 0 <= page.top < page.bottom <= height
    assert 2 * 1.562 * page.size <= page.bottom - page.top


@pytest.mark.parametrize("platform", ["tiktok", "reels", "shorts", "x", "linkedin"])
def test_what_suits_all_platforms_suits_each_of_them(platform: str) -> None:
    every, own = safe_area.page(1080, 1920), safe_area.page(1080, 1920, platform)

    assert own.right <= 1080
    assert own.left <= every.left < every.right <= own.right
    assert own.top <= every.top
    assert every.bottom <= own.bottom
    assert (own.left, own.right) != (every.left, every.right)


def test_a_platform_without_an_area_of_that_shape_gets_the_common_one() -> None:
    assert safe_area.page(1920, 1080, "tiktok") == safe_area.page(1920, 1080)
    assert safe_area.page(1080, 1920, "unheard-of") == safe_area.page(1080, 1920)
