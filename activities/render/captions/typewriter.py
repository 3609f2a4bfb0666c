"""Letters appear one by one while their word is said."""

from activities.render.base import CaptionEvent, Card, CardWord, Ink, Look
from activities.render.markup import painted, text
from activities.render.scripts import clusters


class Typewriter:
    """One event per card, in which every letter waits for its time. All keep their room."""

    def look(self) -> Look:
        return Look(outline_share=0.07, shadow_share=0.03)

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        def word_text(_: int, word: CardWord) -> str:
            letters = clusters(word.text)
            step = (word.end - word.start) / len(letters)
            typed = "".join(
                _waiting(word.start + number * step - card.start) + ink.written(letter, card.size)
                for number, letter in enumerate(letters)
            )
            return painted(typed, ink.resting(word), ink)

        return [CaptionEvent(card.start, card.end, text(card, ink, word_text))]


def _waiting(seconds: float) -> str:
    at = max(0, round(seconds * 1000))
    return f"{{\\alpha&HFF&\\t({at},{at + 1},\\alpha&H00&)}}" if at else "{\\alpha&H00&}"
