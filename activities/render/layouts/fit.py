"""The whole source, with a blurred copy of itself behind it."""

from activities.render import backdrop, panels
from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan


class Fit:
    """Shows everything; nothing is cropped but the background."""

    moves = False

    def areas(self, media: MediaInfo, output: OutputPlan, /) -> tuple[Box, ...]:
        shape = panels.shape(media, output)
        width, height = min(1.0, shape), min(1.0, 1 / shape)
        return (Box(x=(1 - width) / 2, y=(1 - height) / 2, width=width, height=height),)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        # Overlay works in 8 bits; converting once here beats converting both copies.
        copies = backdrop.square(picture).split()
        behind = backdrop.blurred(copies[0], shot.width, shot.height)
        front = copies[1].filter(
            "scale",
            shot.width,
            shot.height,
            force_original_aspect_ratio="decrease",
            force_divisible_by=2,
            flags="bicubic",
        )
        placed = behind.overlay(front, x="trunc((W-w)/4)*2", y="trunc((H-h)/4)*2")
        return placed.filter("setsar", 1)
