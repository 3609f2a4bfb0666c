"""Softly nearer, and at the end softly back."""

from collections.abc import Mapping
from typing import ClassVar

from activities.render.base import Scope, Stream
from activities.render.choices import Choice, Number, chosen
from activities.render.expressions import number
from activities.render.zooming import FRAME, MIDDLE, SIZE, Window, moving


class SmoothZoom:
    """A window that becomes smaller by smoothstep and stays so until it becomes larger again.

    Where the clip ends with it, it does not go back.
    """

    choices: ClassVar[Mapping[str, Choice]] = {
        "size": SIZE,
        "x": MIDDLE,
        "y": MIDDLE,
        "seconds": Number(0.6, 0.1, 10.0),
    }

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        wanted = chosen(self.choices, scope.options)
        way = max(1.0, min(wanted.number("seconds") * scope.fps, (scope.last - scope.first) / 2))
        come = f"clip(({FRAME}-{scope.first})/{number(way)},0,1)"
        go = f"clip(({scope.last - 1}-{FRAME})/{number(way)},0,1)"
        share = come if scope.last >= scope.frames else f"min({come},{go})"
        nearer = f"{number(1 - wanted.number('size'))}*pow({share},2)*(3-2*{share})"
        x, y = (number(wanted.number(name)) for name in ("x", "y"))
        return moving(picture, Window(f"1-{nearer}", x, y), (scope.first, scope.last))
