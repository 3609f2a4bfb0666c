"""Into the one picture, and out of the next."""

from activities.render.base import Scope, Stream
from activities.render.streams import joined, together
from activities.render.zooming import FRAME, Window, moving

# How near it comes, as the share of the picture that is still seen.
_NEAREST = 0.45
# The one picture becomes the next in the middle, while both move fastest.
_BLEND = 0.3


class Zoom:
    """The camera falls into the picture, and comes out of the next one to a halt."""

    def join(self, before: Stream, after: Stream, scope: Scope) -> Stream:
        frames = scope.last - scope.first
        share = f"({FRAME}/{frames - 1})"
        depth = 1 - _NEAREST
        way = (1 + _BLEND) / 2
        falls, lands = f"min({share}/{way},1)", f"min((1-{share})/{way},1)"
        falling = moving(before, Window(f"1-{depth}*pow({falls},2)", "0.5", "0.5"))
        landing = moving(after, Window(f"1-{depth}*pow({lands},2)", "0.5", "0.5"))
        # The filter lets the second picture begin only where the first one starts to go.
        blend = max(1, round(frames * _BLEND))
        alone = (frames - blend) // 2
        rest = joined([landing.filter("trim", start_frame=alone)], scope.fps)
        seconds = {"offset": alone / scope.fps, "duration": blend / scope.fps}
        return together("xfade", falling, rest, transition="fade", **seconds)
