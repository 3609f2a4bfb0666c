"""What each platform takes, from a data file."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.domain.base import StrictValue
from core.errors import UnknownPluginError

_FILE = Path(__file__).with_name("platforms.toml")

GENERIC = "generic"
"""The name of what suits every platform."""

Limits = tuple[float, float]
"""The least and the most, both allowed."""


class Advice(StrictValue):
    """What makes a file play well everywhere."""

    level: float
    """The highest of H.264 and H.265 that players can be trusted with."""
    key_seconds: float
    """The most from one key frame to the next."""
    indexed_first: bool
    loudness: float
    """LUFS."""
    true_peak: float
    """The highest, dBTP."""


class Platform(StrictValue):
    """What one platform takes. None, or an empty tuple, does not limit."""

    name: str
    title: str
    containers: tuple[str, ...] = ()
    video: tuple[str, ...] = ()
    """Codecs, as ffmpeg calls them."""
    profiles: tuple[str, ...] = ()
    """Of H.264."""
    pixels: tuple[str, ...] = ()
    closed: bool = False
    """Must every group of pictures stand alone?"""
    edit_lists: bool = True
    """May there be any?"""
    indexed_first: bool = False
    """Must the index stand before the pictures?"""
    frame_rates: Limits | None = None
    widths: Limits | None = None
    heights: Limits | None = None
    shapes: Limits | None = None
    """Width / height."""
    best_shape: tuple[int, int] | None = None
    """Other shapes are taken and shown smaller."""
    seconds: Limits | None = None
    bytes: Limits | None = None
    sound: tuple[str, ...] = ()
    sound_profiles: tuple[str, ...] = ()
    sound_rate: int | None = None
    """The most samples per second."""
    channels: Limits | None = None


@lru_cache(maxsize=1)
def every() -> dict[str, Platform]:
    """Return the platforms by name."""
    found = [Platform.model_validate(table) for table in _read()["platform"]]
    return {platform.name: platform for platform in found}


@lru_cache(maxsize=1)
def advice() -> Advice:
    """Return what is good for every platform."""
    return Advice.model_validate(_read()["advice"])


def named(name: str | None) -> Platform:
    """Return a platform by its name; None for what suits all of them.

    Raises:
        UnknownPluginError: no platform has that name.
    """
    found = every().get(name or GENERIC)
    if found is None:
        known = ", ".join(every())
        raise UnknownPluginError(f"no platform is named {name!r}; choose one of: {known}")
    return found


def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text())
