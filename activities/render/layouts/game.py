"""A game and the face of who plays it."""

from activities.render import panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan

# Cameras of players are about twice as wide as high, and so is this panel of a tall clip.
_FACE = 0.3


class Game:
    """The face above the middle of the game; in clips that are not tall it stands beside."""

    moves = True

    def areas(self, _media: MediaInfo, output: OutputPlan, /) -> tuple[Box, ...]:
        if panels.is_tall(output):
            face, game = panels.stacked((_FACE, 1 - _FACE))
            return game, face
        return panels.beside((1 - _FACE, _FACE))

    def place(self, picture: Stream, shot: Shot) -> Stream:
        return panels.placed(picture, shot)
