"""Write the words of an engine that knows no capitals as one writes English."""

import re
from collections.abc import Sequence

from core.domain.transcript import Word

_FIRST_PERSON = re.compile(r"^i(?:'\w+)?$")
_TITLES = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "gen.", "sen.", "gov.", "st."})
# Spelled letters as in "u.s." or "d.c.'s", but not "a.m." and the like.
_SPELLED = re.compile(r"^((?:[a-z]\.)+)('?s)?$")
_SMALL = frozenset({"a.m.", "p.m.", "e.g.", "i.e."})


def true_case(words: Sequence[Word], ends: Sequence[int]) -> tuple[Word, ...]:
    """Return lower-case words with the capitals that English asks for; nothing else changes.

    A capital begins each sentence (``ends`` as in a transcript), "I", a title and a spelled
    letter. Names stay small: guessing them wrong looks worse than not guessing.
    """
    firsts = {0, *ends}
    return tuple(
        word.model_copy(update={"text": _written(word.text, first=index in firsts)})
        for index, word in enumerate(words)
    )


def _written(text: str, *, first: bool) -> str:
    if (spelled := _SPELLED.match(text)) and text not in _SMALL:
        return spelled[1].upper() + (spelled[2] or "")
    if first or _FIRST_PERSON.match(text) or text in _TITLES:
        return _capitalised(text)
    return text


def _capitalised(text: str) -> str:
    """Return the text with its first letter large, also behind an apostrophe."""
    for index, letter in enumerate(text):
        if letter.isalpha():
            return text[:index] + letter.upper() + text[index + 1 :]
    return text
