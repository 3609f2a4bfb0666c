"""Eyes that look at the camera."""

from collections.abc import Mapping
from typing import ClassVar

from activities.render.base import Scope, Stream
from activities.render.branding.pictures import coloured
from activities.render.choices import Choice
from activities.render.delivery import EYES


class Turned:
    """Eyes that were drawn anew lie over those of the picture, in the whole clip."""

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        eyes = scope.inputs.film(scope.files[EYES], start=0.0, frames=scope.frames)
        return picture.overlay(coloured(eyes))
