"""The little of the ASS format that caption styles need."""

from collections.abc import Callable
from itertools import pairwise

from activities.render.base import RGB, CaptionEvent, Card, CardWord, Ink
from activities.render.fallback import Fonts, Run

# After a backslash libass would read some letters as commands; a word joiner is not drawn.
_WORD_JOINER = "\u2060"

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
"""Marks that are not drawn, and tell the direction of the line that they open."""

_OPENING, _CLOSING = frozenset("([{«‹"), frozenset(")]}»›")  # noqa: RUF001

EMOJI_SHARE = 1.25
"""Em of the emoji above the lines, as a share of that of the words."""


def escaped(text: str) -> str:
    """Return the text so that libass draws it letter for letter."""
    plain = " ".join(text.split()).replace("\\", "\\" + _WORD_JOINER)
    return plain.replace("{", "\\{").replace("}", "\\}")


def colour(rgb: RGB) -> str:
    """Return a colour as override tags want it."""
    red, green, blue = rgb
    return f"&H{blue:02X}{green:02X}{red:02X}&"


def writer(letters: Fonts) -> Callable[[str, int], str]:
    """Return a function that writes a text of an em in the fonts that have its letters."""
    own = letters.faces[0]

    def written(text: str, em: int) -> str:
        back = f"{{\\fn\\fs{em * own.line:.2f}}}"
        return "".join(
            escaped_run(run.text) if run.face == own else _run(run, em) + back
            for run in letters.runs(text)
        )

    return written


def painted(text: str, rgb: RGB, ink: Ink) -> str:
    """Return a text in a colour, as it is when that is the colour of the clip anyway."""
    return text if rgb == ink.fill else f"{{\\1c{colour(rgb)}}}{text}{{\\1c}}"


def plain(word: CardWord, card: Card, ink: Ink) -> str:
    """Return a word in the colour that it has while it is not being said."""
    return painted(ink.written(word.text, card.size), ink.resting(word), ink)


def turns(card: Card, shown: Callable[[int], str]) -> list[CaptionEvent]:
    """Return an event for every word, from its start to the next, as ``shown(its number)``."""
    starts = [card.start, *(word.start for word in card.words[1:]), card.end]
    return [
        CaptionEvent(start, end, shown(number))
        for number, (start, end) in enumerate(pairwise(starts))
        if end > start
    ]


def highlighted(card: Card, ink: Ink, active: int) -> str:
    """Return the lines of a card in which one word, that of this number, stands out."""

    def word_text(number: int, word: CardWord) -> str:
        if number == active:
            return painted(ink.written(word.text, card.size), ink.accent, ink)
        return plain(word, card, ink)

    return text(card, ink, word_text)


def text(card: Card, ink: Ink, word_text: Callable[[int, CardWord], str]) -> str:
    """Return the lines of a card, each word as ``word_text(its number, word)`` writes it."""
    number, lines = 0, []
    for line in card.lines:
        written = ink.mark
        for position, word in enumerate(line):
            space = " " if position and word.spaced else ""
            written += space + _enclosed(word.text, word_text(number, word), ink)
            number += 1
        lines.append(written)
    if card.emoji:
        emoji = ink.written(card.emoji, round(card.size * EMOJI_SHARE))
        lines.insert(0, f"{emoji}{{\\fs{card.size * ink.line:.2f}}}")
    return "\\N".join(lines)


def _enclosed(text: str, written: str, ink: Ink) -> str:
    """Return a written word so that its brackets turn as its line does, not as the word before.

    libass leaves out rule N0 of Unicode annex 9, which treats brackets as pairs.
    """
    before = ink.mark if text[:1] in _OPENING else ""
    return before + written + (ink.mark if _CLOSING & set(text) else "")


def _run(run: Run, em: int) -> str:
    opened = f"\\fn{run.face.name}\\fs{em * run.face.line:.2f}"
    if not run.shapes:
        return f"{{{opened}}}{escaped_run(run.text)}"
    shapes = "".join(
        f"{{\\1c{colour(shape.colour)}\\2c{colour(shape.colour)}}}{shape.glyph}"
        for shape in run.shapes
    )
    return f"{{{opened}\\bord0\\shad0}}{shapes}{{\\bord\\shad\\1c\\2c}}"


def escaped_run(text: str) -> str:
    """Return a piece of a text, with the spaces at its ends, so that libass draws it as it is."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text.strip() and text[-1:].isspace() else ""
    return head + escaped(text) + tail
