"""The whole source, with a blurred copy of itself behind it."""

from activities.render.base import Shot, Stream
from core.domain.box import Box
from core.domain.media import MediaInfo
from core.domain.plan import OutputPlan

# The background is blurred at this share of the size: a sixty-fourth of the work.
_SHARE = 8
_DARKER = -0.08


class Fit:
    """Shows everything; nothing is cropped but the background."""

    def window(self, _media: MediaInfo, _output: OutputPlan, /) -> tuple[float, float]:
        return 1.0, 1.0

    def area(self, media: MediaInfo, output: OutputPlan, /) -> Box:
        shape = (media.width / media.height) / (output.width / output.height)
        width, height = min(1.0, shape), min(1.0, 1 / shape)
        return Box(x=(1 - width) / 2, y=(1 - height) / 2, width=width, height=height)

    def place(self, picture: Stream, shot: Shot) -> Stream:
        # Overlay works in 8 bits; converting once here beats converting both copies.
        square = picture.filter("scale", "trunc(iw*sar/2)*2", "trunc(ih/2)*2")
        copies = square.filter("setsar", 1).filter("format", "yuv420p").split()
        behind = _background(copies[0], shot)
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


def _background(picture: Stream, shot: Shot) -> Stream:
    width, height = _even(shot.width / _SHARE), _even(shot.height / _SHARE)
    small = picture.filter(
        "scale",
        width,
        height,
        force_original_aspect_ratio="increase",
        force_divisible_by=2,
        flags="fast_bilinear",
    ).filter("crop", width, height)
    blurred = small.filter("gblur", sigma=max(1.0, width / 22)).filter("eq", brightness=_DARKER)
    return blurred.filter("scale", shot.width, shot.height, flags="bilinear").filter("setsar", 1)


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
