"""Windows of the source beside each other: how most layouts fill the picture of the clip."""

from collections.abc import Sequence

from activities.render import backdrop
from activities.render.base import Pane, Shot, Stream
from activities.render.colours import delivered
from activities.render.expressions import SIZE, X, Y, number, way
from activities.render.streams import together
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan

# What crop and zscale take: of more than 8 bits, crop cuts samples in two.
_TAKEN = "yuv420p|yuv422p|yuv444p|yuvj420p|yuvj422p|yuvj444p|gbrp|gray"

WHOLE = Box(x=0, y=0, width=1, height=1)


def stacked(shares: Sequence[float]) -> tuple[Box, ...]:
    """Return areas from the top to the bottom, as high as their shares, which sum to 1."""
    tops = [sum(shares[:n]) for n in range(len(shares))]
    return tuple(
        Box(x=0, y=top, width=1, height=share) for top, share in zip(tops, shares, strict=True)
    )


def beside(shares: Sequence[float]) -> tuple[Box, ...]:
    """Return areas from the left to the right, as wide as their shares, which sum to 1."""
    return tuple(Box(x=box.y, y=0, width=box.height, height=1) for box in stacked(shares))


def is_tall(output: OutputPlan) -> bool:
    """Return whether panels have more room above each other than beside each other."""
    return output.height > output.width


def shape(media: MediaInfo, output: OutputPlan) -> float:
    """Return the source's width by its height, in the units of the clip's width and height."""
    return media.width / media.height * output.height / output.width


def pixels(area: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, width and height of an area, so that neighbours meet on even pixels."""
    left, top = _even(area.x * width), _even(area.y * height)
    right, bottom = _even((area.x + area.width) * width), _even((area.y + area.height) * height)
    return left, top, max(2, right - left), max(2, bottom - top)


def placed(picture: Stream, shot: Shot) -> Stream:
    """Return every pane where it belongs; what they leave free shows a blurred backdrop."""
    if len(shot.panes) == 1 and _fills(shot):
        return seen(picture, shot.panes[0])
    copies = picture.split()
    windows = [delivered(seen(copies[n], pane)) for n, pane in enumerate(shot.panes)]
    if _fills(shot):
        places = "|".join(f"{pane.x}_{pane.y}" for pane in shot.panes)
        return together("xstack", *windows, inputs=len(windows), layout=places)
    whole = backdrop.blurred(backdrop.square(copies[len(windows)]), shot.width, shot.height)
    for window, pane in zip(windows, shot.panes, strict=True):
        whole = whole.overlay(window, x=pane.x, y=pane.y)
    return whole.filter("setsar", 1)


def seen(picture: Stream, pane: Pane) -> Stream:
    """Return what a pane shows, in its size."""
    size = pane.width, pane.height
    ratio = f"{pane.width}/{pane.height}"
    sizes = {sight.size for move in pane.camera for sight in (move.origin, move.target)}
    share = max(sizes, default=1.0)
    part = "" if share == 1 else f"*{number(share)}"
    cut = picture.filter("format", _TAKEN).filter(
        "crop",
        w=_whole("iw", f"min(iw,ih*{ratio}/sar){part}"),
        h=_whole("ih", f"min(ih,iw*sar/({ratio})){part}"),
        x=f"clip(iw*({way(pane.camera, X)})-ow/2,0,iw-ow)",
        y=f"clip(ih*({way(pane.camera, Y)})-oh/2,0,ih-oh)",
        # Without it, a moving window would jump by whole chroma samples.
        exact=1,
    )
    # A third of the work of ffmpeg's own scaler, or less.
    sized = cut.filter("zscale", *size, filter="lanczos").filter("setsar", 1)
    return _zoomed(sized, pane, share) if len(sizes) > 1 else sized


def _zoomed(picture: Stream, pane: Pane, share: float) -> Stream:
    """Return the part of the pane that is seen at each frame of a camera that changes its size.

    The picture is what a window of the size ``share`` sees; no other filter takes windows
    between pixels, and a slow zoom over whole pixels trembles.
    """
    size = way(pane.camera, SIZE, "in")
    left, top = (
        f"{length}*({_offset(pane, axis, share)})" for length, axis in (("W", X), ("H", Y))
    )
    right, bottom = (
        f"{low}+{length}*({size})/{share}" for low, length in ((left, "W"), (top, "H"))
    )
    corners = {"x0": left, "y0": top, "x1": right, "y1": top}
    corners |= {"x2": left, "y2": bottom, "x3": right, "y3": bottom}
    return picture.filter("perspective", **corners, interpolation="cubic", eval="frame")


def _offset(pane: Pane, axis: int, share: float) -> str:
    """Return how far the window lies inside the one of the size ``share``, 0..1 of that one."""
    outer = number(share * pane.largest[axis])
    center, size = way(pane.camera, axis, "in"), way(pane.camera, SIZE, "in")
    middle = f"clip({center},{outer}/2,1-{outer}/2)"
    return f"({center}-({middle}))/{outer}+(1-({size})/{share})/2"


def _whole(most: str, length: str) -> str:
    """Return a length that holds whole chroma samples, at least one and no more than there are."""
    return f"2*clip(round({length}/2),1,trunc({most}/2))"


def _fills(shot: Shot) -> bool:
    return sum(p.width * p.height for p in shot.panes) == shot.width * shot.height


def _even(length: float) -> int:
    return round(length / 2) * 2
