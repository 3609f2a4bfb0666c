"""Sound effects for what is said."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from activities.plan.plain_words import plain
from core.domain.plan import SoundMark
from core.domain.transcript import Word

_FILE = Path(__file__).with_name("sound_marks.toml")

APART = 3.0
"""Seconds from one effect to the next; those that come more often are noticed for themselves."""


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, str]]:
    """Return for every language, ISO 639-1, which plain word has which sound effect."""
    read: dict[str, dict[str, list[str]]] = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        language: {plain(word): name for name, words in sounds.items() for word in words}
        for language, sounds in read.items()
    }


def sound_marks(words: Sequence[Word], language: str) -> tuple[SoundMark, ...]:
    """Return a sound effect where a word of the language's table begins.

    No two are closer than three seconds. A language that is not known has none.
    """
    known = table().get(language.partition("-")[0].casefold(), {})
    marks: list[SoundMark] = []
    for word in sorted(words, key=lambda word: word.start):
        name = known.get(plain(word.text))
        if name and (not marks or word.start - marks[-1].at >= APART):
            marks.append(SoundMark(name=name, at=word.start))
    return tuple(marks)
