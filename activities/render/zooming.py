"""Come nearer to a part of the picture."""

from collections.abc import Callable
from dataclasses import dataclass

from activities.render.base import Scope, Stream
from activities.render.choices import Number
from activities.render.expressions import number
from activities.render.streams import joined

SIZE = Number(0.88, 0.2, 1.0)
"""Share of the picture's width and height that is seen."""

MIDDLE = Number(0.5, 0.0, 1.0)
"""Of what is seen, 0..1 from the left or from the top; the window stays inside the picture."""


FRAME = "(in-1)"
"""What a window's expressions call the number of the frame, counted from 0."""


@dataclass(frozen=True)
class Window:
    """What is seen of the picture, as ffmpeg's expressions."""

    size: str
    x: str
    """Its middle, 0..1."""
    y: str


def moving(picture: Stream, window: Window, frames: tuple[int, int] | None = None) -> Stream:
    """Return what is seen through a window whose size changes, in the picture's size.

    ``frames`` are the only ones that change, half-open. ``perspective`` takes windows between
    pixels: over whole pixels a slow zoom trembles.
    """
    size, x, y = _inner(window)
    corners = {"x0": f"W*({x})", "y0": f"H*({y})", "x1": f"W*({x}+{size})", "y1": f"H*({y})"}
    corners |= {"x2": f"W*({x})", "y2": f"H*({y}+{size})"}
    corners |= {"x3": f"W*({x}+{size})", "y3": f"H*({y}+{size})"}
    when = {} if frames is None else {"enable": f"between(n,{frames[0]},{frames[1] - 1})"}
    return picture.filter("perspective", **corners, interpolation="cubic", eval="frame", **when)


def still(picture: Stream, scope: Scope, *, size: float, x: float, y: float) -> Stream:
    """Return what is seen through a window that does not move, in the picture's size."""
    cut = picture.filter(
        "crop",
        w=f"iw*{number(size)}",
        h=f"ih*{number(size)}",
        x=f"clip(iw*{number(x)}-ow/2,0,iw-ow)",
        y=f"clip(ih*{number(y)}-oh/2,0,ih-oh)",
        exact=1,
    )
    return cut.filter("scale", scope.width, scope.height, flags="lanczos").filter("setsar", 1)


def within(picture: Stream, scope: Scope, change: Callable[[Stream], Stream]) -> Stream:
    """Return the clip with the frames of the scope changed, by filters that know no ``enable``.

    The others do not pass through them.
    """
    borders = [(0, scope.first), (scope.first, scope.last), (scope.last, scope.frames)]
    kept = [(first, last) for first, last in borders if last > first]
    if len(kept) == 1:
        return change(picture)
    copies = picture.split()
    parts = []
    for place, (first, last) in enumerate(kept):
        part = copies[place].filter("trim", start_frame=first, end_frame=last)
        part = joined([part], scope.fps)
        parts.append(change(part) if first == scope.first else part)
    return joined(parts, scope.fps)


def _inner(window: Window) -> tuple[str, str, str]:
    """Return size, left and top of a window that stays inside the picture."""
    size = f"({window.size})"
    left, top = (f"clip({middle}-{size}/2,0,1-{size})" for middle in (window.x, window.y))
    return size, left, top
