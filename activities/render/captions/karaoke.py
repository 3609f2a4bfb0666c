"""Words fill with colour from left to right while they are said."""

from activities.render.base import CaptionEvent, Card, CardWord, Look
from activities.render.markup import escaped, text


class Karaoke:
    """One event per card, timed by ASS karaoke tags."""

    def look(self) -> Look:
        return Look(fill=(64, 224, 120), waiting=(255, 255, 255))

    def events(self, card: Card) -> list[CaptionEvent]:
        before = [card.start, *(word.end for word in card.words)]

        def word_text(number: int, word: CardWord) -> str:
            wait = _hundredths(word.start - before[number])
            sung = _hundredths(word.end - word.start)
            pause = f"{{\\k{wait}}}" if wait > 0 else ""
            return f"{pause}{{\\kf{sung}}}{escaped(word.text)}"

        return [CaptionEvent(card.start, card.end, text(card, word_text))]


def _hundredths(seconds: float) -> int:
    return round(seconds * 100)
