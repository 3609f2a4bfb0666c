"""White words; the one that is being said is coloured."""

from activities.render.base import CaptionEvent, Card, Ink, Look
from activities.render.markup import highlighted, turns


class HighlightWord:
    """One event per word, each showing the whole card."""

    def look(self) -> Look:
        return Look()

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        return turns(card, lambda active: highlighted(card, ink, active))
