"""Words on a dark panel; the one that is being said is coloured."""

from activities.render.base import RGB, CaptionEvent, Card, Ink, Look
from activities.render.markup import highlighted, turns

_PANEL: RGB = (18, 18, 24)


class Box:
    """One event per word, each showing the whole card and its panel."""

    def look(self) -> Look:
        return Look(outline=_PANEL, outline_share=0.0, shadow_share=0.0, box=_PANEL, size=0.92)

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        return turns(card, lambda active: highlighted(card, ink, active))
