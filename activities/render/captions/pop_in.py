"""Words jump into the picture one after the other, as they are said."""

from activities.render.base import CaptionEvent, Card, CardWord, Ink, Look
from activities.render.markup import plain, text, turns

# It comes from below its size, overshoots and settles, in thousandths of a second.
_SMALL, _LARGE = 60, 112
_RISE, _SETTLE = 90, 80


class PopIn:
    """One event per word, from which on it is seen. Words to come keep their room."""

    def look(self) -> Look:
        return Look(swell=_LARGE / 100)

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        return turns(card, lambda number: _up_to(card, ink, number))


def _up_to(card: Card, ink: Ink, newest: int) -> str:
    def word_text(number: int, word: CardWord) -> str:
        written = plain(word, card, ink)
        if number < newest:
            return written
        if number > newest:
            return f"{{\\alpha&HFF&}}{written}{{\\alpha&H00&}}"
        return f"{{{_jump()}}}{written}{{\\fscx100\\fscy100}}"

    return text(card, ink, word_text)


def _jump() -> str:
    up = f"\\t(0,{_RISE},\\fscx{_LARGE}\\fscy{_LARGE})"
    back = f"\\t({_RISE},{_RISE + _SETTLE},\\fscx100\\fscy100)"
    return f"\\fscx{_SMALL}\\fscy{_SMALL}{up}{back}"
