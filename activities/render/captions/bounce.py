"""The word that is being said jumps up and lands."""

from activities.render.base import CaptionEvent, Card, CardWord, Ink, Look
from activities.render.markup import painted, plain, text, turns

# Letters stretch upwards, give way and settle; their width, and so the line, stays.
_HEIGHTS = ((0, 70, 128), (70, 150, 92), (150, 210, 100))


class Bounce:
    """One event per word, in which that word is coloured and moves."""

    def look(self) -> Look:
        return Look(accent=(255, 138, 61))

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        return turns(card, lambda number: _with_active(card, ink, number))


def _with_active(card: Card, ink: Ink, active: int) -> str:
    def word_text(number: int, word: CardWord) -> str:
        if number != active:
            return plain(word, card, ink)
        written = painted(ink.written(word.text, card.size), ink.accent, ink)
        moves = "".join(f"\\t({a},{b},\\fscy{height})" for a, b, height in _HEIGHTS)
        return f"{{{moves}}}{written}{{\\fscy100}}"

    return text(card, ink, word_text)
