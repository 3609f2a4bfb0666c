"""Every voice in its colour and on its side of the picture."""

from activities.render.base import RGB, CaptionEvent, Card, CardWord, Ink, Look
from activities.render.markup import colour, text, turns

# ASS alignments: those at the bottom of the safe box, which is where margins count from.
_ALIGNMENTS = {"left": 1, "right": 3}
_PALETTE: dict[str, RGB] = {"left": (120, 205, 255), "right": (255, 214, 110)}


class TwoSpeakers:
    """One event per word: it is white while it is said, the others have the voice's colour."""

    def look(self) -> Look:
        return Look(accent=(255, 255, 255), size=0.92)

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        return turns(card, lambda number: _placed(card, ink, number))


def _placed(card: Card, ink: Ink, active: int) -> str:
    side = ink.sides.get(card.words[0].speaker or "")
    voice = _PALETTE[side] if side else ink.fill

    def word_text(number: int, word: CardWord) -> str:
        own = ink.voices.get(word.speaker or "", voice)
        shown = ink.accent if number == active or word.emphasis else own
        return f"{{\\1c{colour(shown)}}}{ink.written(word.text, card.size)}"

    return (f"{{\\an{_ALIGNMENTS[side]}}}" if side else "") + text(card, ink, word_text)
