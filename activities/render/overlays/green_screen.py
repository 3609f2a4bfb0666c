"""Another background behind whoever speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image, ImageOps

from activities.render import backdrop
from activities.render.base import RGB, Scope, Stream
from activities.render.branding import pictures
from activities.render.choices import Choice
from activities.render.colours import delivered
from activities.render.delivery import MATTE
from activities.render.emoji import rgb
from activities.render.expressions import number
from activities.render.streams import together
from core.domain.plan import GreenScreen

# Cb and Cr of red, green and blue (ITU-R BT.709, limited range: 224 steps around 128).
_CB = (-0.114572, -0.385428, 0.5)
_CR = (0.5, -0.454153, -0.045847)
_CHROMA_STEPS, _NEUTRAL = 224 / 255, 128


@dataclass(frozen=True)
class Replaced:
    """Who stands before the screen is cut out and laid on something else, in the whole clip."""

    wanted: GreenScreen

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        if self.wanted.file is None and self.wanted.colour is None:
            copies = picture.split()
            behind = backdrop.blurred(copies[0], scope.width, scope.height)
            return behind.overlay(self._cut_out(copies[1], scope))
        return self._behind(scope).overlay(self._cut_out(picture, scope))

    def _cut_out(self, picture: Stream, scope: Scope) -> Stream:
        """Return the picture, transparent where it is background."""
        if self.wanted.engine is None:
            return keyed(picture, self.wanted)
        matte = scope.inputs.film(scope.files[MATTE], start=0.0, frames=scope.frames)
        sized = matte.filter("scale", scope.width, scope.height, flags="bicubic")
        return together("alphamerge", picture, sized.filter("format", "gray"))

    def _behind(self, scope: Scope) -> Stream:
        size = scope.width, scope.height
        image = Image.new("RGB", size, self.wanted.colour or "#000000")
        if self.wanted.file is not None:
            shown = pictures.read(self.wanted.file, scope.files, "green_screen.file")
            shown = ImageOps.fit(shown, size, Image.Resampling.LANCZOS)
            image.paste(shown, mask=shown.getchannel("A"))
        name = pictures.saved(image, "behind")
        return delivered(scope.inputs.picture(name, scope.frames)).filter("setsar", 1)


def keyed(picture: Stream, wanted: GreenScreen) -> Stream:
    """Return a picture in BT.709, transparent where it has the colour of the screen.

    What the screen sheds on people is taken out as well, where it is green or blue.
    """
    colour = rgb(wanted.key)
    cut = picture.filter(
        "chromakey",
        color=_in_yuv(colour),
        similarity=number(wanted.similarity),
        blend=number(wanted.softness),
        yuv=1,
    )
    shed = _shed(colour)
    if shed is None:
        return cut
    clean = cut.filter("format", "rgba").filter("despill", type=shed, mix=0.5, expand=0)
    return pictures.coloured(clean)


def _in_yuv(colour: RGB) -> str:
    """Return a colour as ``chromakey`` takes it, whose own conversion is that of BT.601."""
    cb, cr = (
        round(_NEUTRAL + _CHROMA_STEPS * sum(w * part for w, part in zip(row, colour, strict=True)))
        for row in (_CB, _CR)
    )
    return f"0x00{cb:02x}{cr:02x}"


def _shed(colour: RGB) -> str | None:
    red, green, blue = colour
    if green > max(red, blue):
        return "green"
    return "blue" if blue > max(red, green) else None
