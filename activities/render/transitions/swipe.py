"""The camera is thrown to the side, where the next picture is."""

from activities.render.base import Scope, Stream
from activities.render.streams import together


class Swipe:
    """Both pictures lie side by side; the window goes from one to the other, blurred on its way."""

    def join(self, before: Stream, after: Stream, scope: Scope) -> Stream:
        last = scope.last - scope.first - 1
        share = f"(n/{last})"
        eased = f"pow({share},2)*(3-2*{share})"
        seen = together("hstack", before, after).filter(
            "crop", scope.width, scope.height, f"{scope.width}*{eased}", 0
        )
        return seen.filter(
            "avgblur",
            sizeX=max(1, scope.width // 16),
            sizeY=1,
            enable=f"between(n,{last}*0.2,{last}*0.8)",
        )
