"""The words that open a clip, on a panel of the brand's colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from activities.render.base import RGB, Look, Scope, Stream
from activities.render.branding.titles import Title
from activities.render.choices import Choice
from activities.render.emoji import rgb
from core.domain.plan import HookPlan

_DARK: RGB = (16, 16, 20)
_LIGHT: RGB = (255, 255, 255)
# Relative luminance above which dark letters are read better than light ones (WCAG 2, where
# both have the same contrast).
_MIDDLE = 0.179
_AWAY_MS = 200


@dataclass(frozen=True)
class Hook:
    """The words stand where the captions do not, and fade away."""

    hook: HookPlan
    place: str

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        branded = scope.brand.colour if scope.brand else None
        panel = rgb(branded) if branded else Look().accent
        words = readable(panel)
        look = Look(
            fill=words, outline=panel, outline_share=0.0, shadow_share=0.0, box=panel, size=1.15
        )
        title = Title(
            self.hook.text,
            look,
            self.place,
            start=0.0,
            end=scope.last / scope.fps,
            tags=f"{{\\fad(0,{_AWAY_MS})}}",
        )
        return title.drawn(picture, scope.page, scope.brand.font if scope.brand else None)


def readable(panel: RGB) -> RGB:
    """Return the colour of letters that are read best on a panel."""
    red, green, blue = (_linear(part / 255) for part in panel)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return _DARK if light > _MIDDLE else _LIGHT


def _linear(part: float) -> float:
    """Return the light of a part of a colour (IEC 61966-2-1)."""
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
