"""Words fill with colour while they are said."""

from activities.render.base import CaptionEvent, Card, CardWord, Ink, Look
from activities.render.markup import colour, text
from activities.render.scripts import is_right_to_left


class Karaoke:
    """One event per card, timed by ASS karaoke tags.

    libass fills from left to right; a word that runs the other way changes at once.
    """

    def look(self) -> Look:
        return Look(accent=(64, 224, 120))

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        before = [card.start, *(word.end for word in card.words)]

        def word_text(number: int, word: CardWord) -> str:
            wait = _hundredths(word.start - before[number])
            sung = _hundredths(word.end - word.start)
            pause = f"{{\\k{wait}}}" if wait > 0 else ""
            tag = "k" if any(map(is_right_to_left, word.text)) else "kf"
            waiting = colour(ink.resting(word))
            filled = f"{{\\{tag}{sung}\\1c{colour(ink.accent)}\\2c{waiting}}}"
            return pause + filled + ink.written(word.text, card.size)

        return [CaptionEvent(card.start, card.end, text(card, ink, word_text))]


def _hundredths(seconds: float) -> int:
    return round(seconds * 100)
