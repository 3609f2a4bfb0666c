"""The picture beats like a heart."""

from collections.abc import Mapping
from typing import ClassVar

from activities.render.base import Scope, Stream
from activities.render.choices import Choice, Number, chosen
from activities.render.expressions import number
from activities.render.zooming import FRAME, MIDDLE, Window, moving

# The share of a beat in which the picture swells; it sinks back in the rest.
_RISE = 0.2


class Pulse:
    """At every beat the picture swells quickly and sinks back slowly."""

    choices: ClassVar[Mapping[str, Choice]] = {
        "strength": Number(0.05, 0.01, 0.3),
        "seconds": Number(0.5, 0.2, 5.0),
        "x": MIDDLE,
        "y": MIDDLE,
    }

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        wanted = chosen(self.choices, scope.options)
        beat = number(wanted.number("seconds") * scope.fps)
        at = f"mod({FRAME}-{scope.first},{beat})/{beat}"
        swell = f"min({at}/{_RISE},pow((1-{at})/{number(1 - _RISE)},2))"
        x, y = (number(wanted.number(name)) for name in ("x", "y"))
        size = f"1-{number(wanted.number('strength'))}*{swell}"
        return moving(picture, Window(size, x, y), (scope.first, scope.last))
