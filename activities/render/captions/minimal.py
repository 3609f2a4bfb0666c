"""Smaller white words with a thin edge, that stand still."""

from activities.render.base import CaptionEvent, Card, Ink, Look
from activities.render.markup import plain, text


class Minimal:
    """One event per card."""

    def look(self) -> Look:
        return Look(outline_share=0.045, shadow_share=0.0, size=0.78)

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        written = text(card, ink, lambda _, word: plain(word, card, ink))
        return [CaptionEvent(card.start, card.end, written)]
