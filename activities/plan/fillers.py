"""What people say while they think."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from activities.plan.plain_words import drawn_once, plain

_FILE = Path(__file__).with_name("fillers.toml")

Filler = tuple[str, ...]


@lru_cache(maxsize=1)
def languages() -> dict[str, frozenset[Filler]]:
    """Return the fillers of every language, each as its plain words."""
    read: dict[str, list[str]] = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        language: frozenset(tuple(map(drawn_once, plain(text).split())) for text in texts)
        for language, texts in read.items()
    }


def filler_runs(texts: Sequence[str], language: str) -> list[tuple[int, int]]:
    """Return where fillers stand one after the other: the first word, and the one after the last.

    A language that is not known has none.
    """
    known = languages().get(language.partition("-")[0].casefold(), frozenset())
    longest = max(map(len, known), default=0)
    words = [drawn_once(plain(text)) for text in texts]
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        length = _length_at(words, at, known, longest=longest)
        if length and runs and runs[-1][1] == at:
            runs[-1] = runs[-1][0], at + length
        elif length:
            runs.append((at, at + length))
        at += max(1, length)
    return runs


def _length_at(words: Sequence[str], at: int, known: frozenset[Filler], *, longest: int) -> int:
    """Return how many words the longest filler has that begins at a word; 0 for none."""
    lengths = range(min(longest, len(words) - at), 0, -1)
    return next((n for n in lengths if tuple(words[at : at + n]) in known), 0)
