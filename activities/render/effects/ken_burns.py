"""A slow way through the picture, for what does not move by itself."""

from collections.abc import Mapping
from typing import ClassVar

from activities.render.base import Scope, Stream
from activities.render.choices import Choice, Number, Word, chosen
from activities.render.expressions import number
from activities.render.zooming import FRAME, MIDDLE, Window, moving


class KenBurns:
    """A window that goes evenly from the whole picture to a part of it, or back."""

    choices: ClassVar[Mapping[str, Choice]] = {
        "way": Word(("in", "out")),
        "size": Number(0.85, 0.2, 1.0),
        "x": MIDDLE,
        "y": MIDDLE,
    }

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        wanted = chosen(self.choices, scope.options)
        done = f"({FRAME}-{scope.first})/{max(1, scope.last - 1 - scope.first)}"
        share = done if wanted.word("way") == "in" else f"(1-{done})"
        size = f"1-{number(1 - wanted.number('size'))}*{share}"
        x, y = (
            f"0.5+{number(wanted.number(name) - 0.5)}*{share}".replace("+-", "-")
            for name in ("x", "y")
        )
        return moving(picture, Window(size, x, y), (scope.first, scope.last))
