"""Words as they are compared: without capitals, punctuation and letters that are drawn out."""

import unicodedata
from itertools import groupby


def plain(text: str) -> str:
    """Return the words of a text, in small letters and apart by one space, nothing around them.

    Accents stay: they tell words apart.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    kept = "".join(letter if _written(letter) else " " for letter in folded)
    return " ".join(kept.split())


def drawn_once(text: str) -> str:
    """Return a plain text in which no letter comes twice in a row."""
    return "".join(letter for letter, _ in groupby(text))


def _written(letter: str) -> bool:
    # Marks belong to their letters in Thai and Devanagari; an apostrophe joins two halves.
    return unicodedata.category(letter)[0] in "LMN" or letter == "'"
