"""Three people at once."""

from activities.render import panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


class Three:
    """Three thirds: above each other, in clips that are not tall beside each other."""

    moves = True

    def areas(self, _media: MediaInfo, output: OutputPlan, /) -> tuple[Box, ...]:
        thirds = (1 / 3, 1 / 3, 1 / 3)
        return panels.stacked(thirds) if panels.is_tall(output) else panels.beside(thirds)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        return panels.placed(picture, shot)
