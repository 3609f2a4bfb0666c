"""A picture that lies on the clip."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image

from activities.render.base import Scope, Stream
from activities.render.branding import pictures
from activities.render.choices import Choice
from core.domain.plan import Sticker


@dataclass(frozen=True)
class Stuck:
    """The sticker stands still while it is seen."""

    sticker: Sticker
    number: int
    """Its place in the plan."""

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        image = self._drawn(scope)
        over = pictures.coloured(scope.inputs.picture(pictures.saved(image, "sticker")))
        x = round(self.sticker.x * scope.width - image.width / 2)
        y = round(self.sticker.y * scope.height - image.height / 2)
        return picture.overlay(
            over,
            # Pictures have a sample of colour for every second pixel.
            x=x // 2 * 2,
            y=y // 2 * 2,
            enable=f"between(n,{scope.first},{scope.last - 1})",
        )

    def _drawn(self, scope: Scope) -> Image.Image:
        """Return the sticker in its size, turned, as visible as it should be."""
        wanted = self.sticker
        image = pictures.read(wanted.file, scope.files, f"stickers.{self.number}.file")
        width = max(2, round(wanted.width * scope.width))
        image = pictures.faded(pictures.fitted(image, width, scope.height), wanted.opacity)
        if not wanted.turn:
            return image
        return image.rotate(-wanted.turn, Image.Resampling.BICUBIC, expand=True)
