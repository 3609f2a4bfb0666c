"""A bar that grows until the clip ends."""

from collections.abc import Mapping
from typing import ClassVar

from PIL import Image

from activities.render.base import Look, Scope, Stream
from activities.render.branding.pictures import coloured
from activities.render.choices import Choice, Number, Word, chosen
from activities.render.emoji import rgb


class ProgressBar:
    """A bar of the brand's colour at an edge of the picture, as long as what has been shown."""

    choices: ClassVar[Mapping[str, Choice]] = {
        "place": Word(("bottom", "top")),
        "height": Number(0.008, 0.002, 0.05),
    }

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        wanted = chosen(self.choices, scope.options)
        branded = scope.brand.colour if scope.brand else None
        colour = rgb(branded) if branded else Look().accent
        # Pictures have a sample of colour for every second pixel.
        height = max(2, round(wanted.number("height") * scope.height / 2) * 2)
        file = f"bar-{height}-{''.join(f'{part:02x}' for part in colour)}.png"
        Image.new("RGB", (scope.width, height), colour).save(file)
        return picture.overlay(
            coloured(scope.inputs.picture(file)),
            # Here the first frame has the number 1.
            x=f"W*n/{scope.frames}-W",
            y="H-h" if wanted.word("place") == "bottom" else "0",
            enable=f"between(n,{scope.first},{scope.last - 1})",
        )
