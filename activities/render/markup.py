"""The little of the ASS format that caption styles need."""

from collections.abc import Callable

from activities.render.base import Card, CardWord

# After a backslash libass would read some letters as commands; a word joiner is not drawn.
_WORD_JOINER = "\u2060"


def escaped(text: str) -> str:
    """Return the text so that libass draws it letter for letter."""
    plain = " ".join(text.split()).replace("\\", "\\" + _WORD_JOINER)
    return plain.replace("{", "\\{").replace("}", "\\}")


def colour(rgb: tuple[int, int, int]) -> str:
    """Return a colour as override tags want it."""
    red, green, blue = rgb
    return f"&H{blue:02X}{green:02X}{red:02X}&"


def text(card: Card, word_text: Callable[[int, CardWord], str]) -> str:
    """Return the lines of a card, each word as ``word_text(its number, word)`` writes it."""
    number, lines = 0, []
    for line in card.lines:
        written = ""
        for position, word in enumerate(line):
            space = " " if position and word.spaced else ""
            written += space + word_text(number, word)
            number += 1
        lines.append(written)
    return "\\N".join(lines)
