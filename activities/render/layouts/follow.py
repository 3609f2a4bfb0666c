"""A window of the source that follows the camera path."""

from collections.abc import Sequence

from activities.render import camera
from activities.render.base import Move, Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


class Follow:
    """Crops the largest window of the clip's shape and scales it to the clip's size."""

    def window(self, media: MediaInfo, output: OutputPlan, /) -> tuple[float, float]:
        return camera.window(media, output)

    def area(self, _media: MediaInfo, _output: OutputPlan, /) -> Box:
        return Box(x=0, y=0, width=1, height=1)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        shape = f"{shot.width}/{shot.height}"
        cut = picture.filter(
            "crop",
            w=f"min(iw,ih*{shape}/sar)",
            h=f"min(ih,iw*sar/({shape}))",
            x=f"clip(iw*({_path(shot.camera, 0)})-ow/2,0,iw-ow)",
            y=f"clip(ih*({_path(shot.camera, 1)})-oh/2,0,ih-oh)",
            # Without it, a moving window would jump by whole chroma samples.
            exact=1,
        )
        return cut.filter("scale", shot.width, shot.height, flags="lanczos").filter("setsar", 1)


def _path(moves: Sequence[Move], axis: int) -> str:
    """Return ffmpeg's expression for the centre at frame ``n``: a balanced tree of choices."""
    if not moves:
        return "0.5"
    if len({_ends(move, axis) for move in moves}) == 1 and _is_still(moves[0], axis):
        return _number(moves[0].target[axis])
    if len(moves) == 1:
        return _way(moves[0], axis)
    middle = len(moves) // 2
    early, late = _path(moves[:middle], axis), _path(moves[middle:], axis)
    return f"if(lt(n,{moves[middle].frame}),{early},{late})"


def _way(move: Move, axis: int) -> str:
    """Return the smoothstep of one move, as ``camera.eased`` computes it."""
    if move.begin == move.end or _is_still(move, axis):
        return _number(move.target[axis])
    origin, target = _ends(move, axis)
    share = f"clip((n-{move.begin})/{move.end - move.begin},0,1)"
    return f"({_number(origin)}+({_number(target - origin)})*pow({share},2)*(3-2*{share}))"


def _ends(move: Move, axis: int) -> tuple[float, float]:
    return move.origin[axis], move.target[axis]


def _is_still(move: Move, axis: int) -> bool:
    return move.origin[axis] == move.target[axis]


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"
