"""White words; the one that is being said is yellow."""

from itertools import pairwise

from activities.render.base import CaptionEvent, Card, CardWord, Look
from activities.render.markup import colour, escaped, text

_ACTIVE = (255, 221, 51)


class HighlightWord:
    """One event per word, each showing the whole card."""

    def look(self) -> Look:
        return Look()

    def events(self, card: Card) -> list[CaptionEvent]:
        words = card.words
        starts = [card.start, *(word.start for word in words[1:]), card.end]
        return [
            CaptionEvent(start, end, _with_active(card, active))
            for active, (start, end) in enumerate(pairwise(starts))
            if end > start
        ]


def _with_active(card: Card, active: int) -> str:
    def word_text(number: int, word: CardWord) -> str:
        plain = escaped(word.text)
        return f"{{\\1c{colour(_ACTIVE)}}}{plain}{{\\1c}}" if number == active else plain

    return text(card, word_text)
