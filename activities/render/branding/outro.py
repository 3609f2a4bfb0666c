"""A picture that ends the clip."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image

from activities.render.base import Scope, Stream
from activities.render.branding import pictures
from activities.render.choices import Choice
from activities.render.streams import joined
from core.domain.artifact import Artifact

_BLACK = "#000000"


@dataclass(frozen=True)
class Outro:
    """The picture stands whole, in the middle of the brand's colour, after all other frames."""

    file: Artifact
    frames: int
    """How long it is seen. The clip becomes so much longer."""

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        size = scope.width, scope.height
        image = pictures.read(self.file, scope.files, "brand.outro")
        image = pictures.fitted(image, *size)
        whole = Image.new("RGB", size, (scope.brand and scope.brand.colour) or _BLACK)
        place = (scope.width - image.width) // 2, (scope.height - image.height) // 2
        whole.paste(image, place, image.getchannel("A"))
        end = scope.inputs.picture(pictures.saved(whole, "outro"), self.frames)
        shown = end.filter("scale", out_color_matrix="bt709", out_range="tv")
        shown = shown.filter("format", "yuv420p").filter("setsar", 1)
        return joined([picture, shown], scope.fps)
