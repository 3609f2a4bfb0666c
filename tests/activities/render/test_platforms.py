import pytest

from activities.render import platforms
from activities.render.platforms import Limits, Platform
from core.errors import UnknownPluginError

EVERY = [p for p in platforms.every().values() if p.name != platforms.GENERIC]


def test_the_destinations_of_clips_are_there() -> None:
    assert list(platforms.every()) == ["generic", "shorts", "reels", "tiktok", "x", "linkedin"]


def test_no_name_means_what_suits_every_platform() -> None:
    assert platforms.named(None) == platforms.named("generic")


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownPluginError, match="'vine'; choose one of: generic, shorts"):
        platforms.named("vine")


@pytest.mark.parametrize("platform", EVERY, ids=lambda platform: platform.name)
def test_what_suits_every_platform_suits_each(platform: Platform) -> None:
    generic = platforms.named(None)

    for field in ("frame_rates", "widths", "heights", "seconds", "bytes", "channels"):
        assert within(getattr(generic, field), getattr(platform, field)), field
    for field in ("containers", "video", "profiles", "pixels", "sound", "sound_profiles"):
        allowed = getattr(platform, field)
        assert not allowed or set(getattr(generic, field)) <= set(allowed), field
    assert generic.closed >= platform.closed
    assert generic.edit_lists <= platform.edit_lists


@pytest.mark.parametrize("platform", platforms.every().values(), ids=lambda p: p.name)
def test_limits_are_in_order(platform: Platform) -> None:
    pairs = [value for value in platform.model_dump().values() if isinstance(value, tuple)]
    limits = [pair for pair in pairs if len(pair) == 2 and isinstance(pair[0], float)]

    assert limits
    assert all(least <= most for least, most in limits)


def within(inner: Limits, outer: Limits | None) -> bool:
    return outer is None or (outer[0] <= inner[0] and inner[1] <= outer[1])
