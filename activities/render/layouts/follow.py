"""A window of the source that follows the camera path."""

from activities.render import panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


class Follow:
    """Crops the largest window of the clip's shape and scales it to the clip's size."""

    moves = True

    def areas(self, _media: MediaInfo, _output: OutputPlan, /) -> tuple[Box, ...]:
        return (panels.WHOLE,)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        return panels.placed(picture, shot)
