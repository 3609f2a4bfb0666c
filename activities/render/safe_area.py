"""The part of the picture that no platform covers."""

import math
import tomllib
from functools import lru_cache
from pathlib import Path

from activities.render.base import Page
from core.domain.base import StrictValue

_FILE = Path(__file__).with_name("safe_areas.toml")

# On the vertical box of 770 px an em of 64 px gives 16 to 18 letters to a line; on wide
# pictures the height sets the limit.
_EM_OF_BOX_WIDTH = 64 / 770
_EM_OF_HEIGHT = 0.07


class SafeArea(StrictValue):
    """A box in pixels of a picture of that size."""

    name: str
    platforms: tuple[str, ...] = ()
    """Of which it is; none when it suits all."""
    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int


@lru_cache(maxsize=1)
def areas() -> tuple[SafeArea, ...]:
    """Return all areas of the data file."""
    found = tomllib.loads(_FILE.read_text())["area"]
    return tuple(SafeArea.model_validate(area) for area in found)


def page(width: int, height: int, platform: str | None = None) -> Page:
    """Return the page of a clip: the area measured on the most similar shape, scaled.

    A platform without an area of that shape, and None, get the one that suits all.
    """
    shape = math.log(width / height)
    fitting = [area for area in areas() if not area.platforms or platform in area.platforms]
    area = min(
        fitting,
        key=lambda area: (abs(math.log(area.width / area.height) - shape), not area.platforms),
    )
    x, y = width / area.width, height / area.height
    left, right = math.ceil(area.left * x), math.floor(area.right * x)
    em = min((right - left) * _EM_OF_BOX_WIDTH, height * _EM_OF_HEIGHT)
    return Page(
        width=width,
        height=height,
        left=left,
        top=math.ceil(area.top * y),
        right=right,
        bottom=math.floor(area.bottom * y),
        size=max(1, int(em)),
    )
