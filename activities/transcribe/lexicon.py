"""The words that a language has, where a list of them lies on this machine."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

# The dictionary of the engine that ships inside its wheel: 126 000 words and their sounds.
_ENGLISH = ("pocketsphinx", "model/en-us/cmudict-en-us.dict")


@lru_cache(maxsize=1)
def english() -> dict[str, tuple[str, ...]]:
    """Return English words, small, with the sounds of each (CMU's phones); empty without a list."""
    package, inside = _ENGLISH
    spec = find_spec(package)
    path = Path(spec.origin).parent / inside if spec and spec.origin else None
    if path is None or not path.exists():
        return {}
    words: dict[str, tuple[str, ...]] = {}
    for line in path.read_text().splitlines():
        word, *phones = line.split()
        words.setdefault(word, tuple(phones))
    return words


def words_of(language: str) -> frozenset[str] | None:
    """Return the words of a language, small; None where there is no list."""
    return frozenset(english()) or None if language == "en" else None
