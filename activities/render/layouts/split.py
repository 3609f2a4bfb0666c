"""Two people at once."""

from activities.render import panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


class Split:
    """Two halves: above each other, in clips that are not tall beside each other."""

    moves = True

    def areas(self, _media: MediaInfo, output: OutputPlan, /) -> tuple[Box, ...]:
        halves = (0.5, 0.5)
        return panels.stacked(halves) if panels.is_tall(output) else panels.beside(halves)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        return panels.placed(picture, shot)
