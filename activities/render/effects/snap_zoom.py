"""At once nearer, and at the end at once back: as if another camera took over."""

from collections.abc import Mapping
from typing import ClassVar

from activities.render.base import Scope, Stream
from activities.render.choices import Choice, chosen
from activities.render.zooming import MIDDLE, SIZE, still, within


class SnapZoom:
    """A window that stands still, cut and enlarged."""

    choices: ClassVar[Mapping[str, Choice]] = {"size": SIZE, "x": MIDDLE, "y": MIDDLE}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        wanted = chosen(self.choices, scope.options)
        size, x, y = (wanted.number(name) for name in ("size", "x", "y"))
        return within(picture, scope, lambda part: still(part, scope, size=size, x=x, y=y))
