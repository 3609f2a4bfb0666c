"""A faint text over the picture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from activities.render.base import Look, Page, Scope, Stream
from activities.render.branding.titles import Title
from activities.render.choices import Choice
from core.domain.plan import Watermark

# Em of the text, as a share of that of the captions.
_SIZE = 0.5


@dataclass(frozen=True)
class Marked:
    """One line in small letters, all the time, where the captions do not stand."""

    watermark: Watermark
    place: str

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        alpha = round(255 * (1 - self.watermark.opacity))
        title = Title(
            self.watermark.text,
            Look(size=_SIZE),
            self.place,
            start=0.0,
            end=scope.frames / scope.fps + 1,
            tags=f"{{\\alpha&H{alpha:02X}&}}",
            lines=1,
        )
        return title.drawn(picture, scope.page, scope.brand.font if scope.brand else None)


def beside(page: Page, place: str) -> Page:
    """Return the page without the line in which a watermark stands, at the top or the bottom."""
    line = round(page.size * _SIZE * 2)
    if place == "top":
        return replace(page, top=page.top + line)
    return replace(page, bottom=page.bottom - line)
