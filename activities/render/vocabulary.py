"""Words of a language that captions treat in their own way. The lists are data files."""

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("vocabulary")

# What is left of a word that must not be read: its first letter and these.
_MASK = "*"


@dataclass(frozen=True)
class Vocabulary:
    """The lists of one language. A word that ends in a star stands for all that begin so."""

    emoji: dict[str, str]
    """From a word to the emoji that shows it."""
    joins: frozenset[str]
    """Words that belong to the one after: articles, prepositions, conjunctions."""
    trails: frozenset[str]
    """Words that belong to the one before: postpositions and particles."""

    def emoji_of(self, text: str) -> str:
        """Return the emoji of a word, nothing if it has none."""
        word = bare(text)
        found = self.emoji.get(word)
        if found is None:
            found = next((e for w, e in self.emoji.items() if _begins(word, w)), "")
        return found


@lru_cache(maxsize=32)
def of(language: str) -> Vocabulary:
    """Return the lists of a language by its ISO 639-1 code; empty ones where there are none."""
    code = language.lower().split("-")[0]
    file = _FOLDER / f"{code}.toml"
    data = tomllib.loads(file.read_text()) if code.isalpha() and file.is_file() else {}
    return Vocabulary(
        emoji={bare(word): sign for sign, words in data.get("emoji", {}).items() for word in words},
        joins=frozenset(map(bare, data.get("joins", ()))),
        trails=frozenset(map(bare, data.get("trails", ()))),
    )


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have lists."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


def masked(text: str) -> str:
    """Return a word with asterisks for all of its letters but the first."""
    first = next((n for n, c in enumerate(text) if _is_letter(c)), len(text))
    rest = "".join(
        "" if unicodedata.category(c)[0] == "M" else _MASK if _is_letter(c) else c
        for c in text[first + 1 :]
    )
    return text[: first + 1] + rest


def hidden(text: str) -> str:
    """Return a word with asterisks for all of its letters."""
    return "".join(_MASK if _is_letter(c) or unicodedata.category(c)[0] == "M" else c for c in text)


def bare(text: str) -> str:
    """Return a word as it is looked up: folded, without what stands around it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c if _is_part(c) else " " for c in folded).strip(" '’-")  # noqa: RUF001
    return kept + _MASK if folded.endswith(_MASK) else kept


def _begins(word: str, entry: str) -> bool:
    return entry.endswith(_MASK) and word.startswith(entry[:-1])


def _is_letter(character: str) -> bool:
    return character.isalnum()


def _is_part(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in "'’-"  # noqa: RUF001
