"""A screen that can be read, and the face of who speaks about it."""

from activities.render import panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan

# A screen higher than this would leave no room for a face: it loses its lower part.
_HIGHEST = 0.62
# Beside a screen, a face needs less room than above or below it.
_WIDEST = 0.74


class ScreenFace:
    """The whole screen above, the face below; in clips that are not tall it stands beside."""

    moves = True

    def areas(self, media: MediaInfo, output: OutputPlan, /) -> tuple[Box, ...]:
        shape = panels.shape(media, output)
        if panels.is_tall(output):
            high = min(_HIGHEST, 1 / shape)
            return panels.stacked((high, 1 - high))
        high = min(1.0, _WIDEST / shape)
        screen = Box(x=0, y=(1 - high) / 2, width=_WIDEST, height=high)
        return screen, Box(x=_WIDEST, y=0, width=1 - _WIDEST, height=1)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        return panels.placed(picture, shot)
