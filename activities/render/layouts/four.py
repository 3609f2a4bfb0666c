"""Four people at once."""

from activities.render import panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


class Four:
    """Four quarters, line by line."""

    moves = True

    def areas(self, _media: MediaInfo, _output: OutputPlan, /) -> tuple[Box, ...]:
        return tuple(Box(x=x, y=y, width=0.5, height=0.5) for y in (0, 0.5) for x in (0, 0.5))

    def place(self, picture: Stream, shot: Shot) -> Stream:
        return panels.placed(picture, shot)
