"""A logo in a corner of the safe area."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from PIL import Image

from activities.render.base import Page, Scope, Stream
from activities.render.branding import pictures
from activities.render.choices import Choice
from core.domain.plan import Logo

HIGHEST = 0.1
"""Share of the clip's height above which a logo becomes narrower than the plan wants it."""


def beside(page: Page, logo: Logo, place: str) -> Page:
    """Return the page without the rows of a logo, where that stands at the same end of it."""
    if not logo.corner.startswith(place):
        return page
    rows = round(HIGHEST * page.height * 1.1)
    if place == "top":
        return replace(page, top=page.top + rows)
    return replace(page, bottom=page.bottom - rows)


@dataclass(frozen=True)
class Placed:
    """The logo stands still, all the time."""

    logo: Logo

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        image = self._drawn(scope)
        page = scope.page
        top, left = self.logo.corner.split("-")[0] == "top", self.logo.corner.endswith("left")
        x = page.left if left else page.right - image.width
        y = page.top if top else page.bottom - image.height
        over = pictures.coloured(scope.inputs.picture(pictures.saved(image, "logo")))
        # Pictures have a sample of colour for every second pixel.
        return picture.overlay(over, x=x // 2 * 2, y=y // 2 * 2)

    def _drawn(self, scope: Scope) -> Image.Image:
        """Return the logo in its size, as visible as it should be."""
        image = pictures.read(self.logo.file, scope.files, "brand.logo.file")
        width = max(2, round(self.logo.width * scope.width))
        image = pictures.fitted(image, width, max(2, round(HIGHEST * scope.height)))
        return pictures.faded(image, self.logo.opacity)
