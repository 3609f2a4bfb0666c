"""A window of the source that never moves."""

from activities.render import panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


class Fixed:
    """Shows what the first key says, or the middle, from the first frame to the last."""

    moves = False

    def areas(self, _media: MediaInfo, _output: OutputPlan, /) -> tuple[Box, ...]:
        return (panels.WHOLE,)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        return panels.placed(picture, shot)
