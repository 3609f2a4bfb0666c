"""Which words are profane, by the lists in ``profanity``: one file for each language."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from core.domain.span import Span
from core.domain.transcript import Word

_FOLDER = Path(__file__).with_name("profanity")
_FALLBACK = "en"

# Written without spaces: what a recogniser calls a word there may be a part of one, or several.
_UNSPACED = frozenset({"ja", "th", "zh"})
_DISGUISES = str.maketrans("013457@$", "oieastas")
# The first and last sound of a word reach beyond the times that recognisers tell.
_MARGIN = 0.04


class _List(NamedTuple):
    whole: frozenset[str]
    beginnings: tuple[str, ...]


def profane(texts: Sequence[str], language: str) -> frozenset[int]:
    """Return which of some words in a row are profane, by their numbers.

    ``language`` is ISO 639-1; one without a list, or an empty one, is looked up in English. A
    word that the recogniser itself wrote with asterisks is profane in any.
    """
    code = language.partition("-")[0].casefold()
    words = _words(code if code in languages() else _FALLBACK)
    found = {number for number, text in enumerate(texts) if _matches(text, words)}
    if code in _UNSPACED:
        found |= _within(texts, words)
    return frozenset(found)


def profane_spans(words: Sequence[Word], language: str) -> tuple[Span, ...]:
    """Return when the profane words of some words in a row are heard, seconds of the source.

    A little around each is taken in, as far as its neighbours leave room.
    """
    chosen = sorted(profane([word.text for word in words], language))
    spans: list[Span] = []
    for number in chosen:
        word = words[number]
        earliest = words[number - 1].end if number else 0.0
        latest = words[number + 1].start if number + 1 < len(words) else word.end + _MARGIN
        start = min(word.start, max(word.start - _MARGIN, earliest))
        end = max(word.end, min(word.end + _MARGIN, latest))
        if spans and start <= spans[-1].end:
            spans[-1] = Span(start=spans[-1].start, end=max(end, spans[-1].end))
        else:
            spans.append(Span(start=start, end=end))
    return tuple(span for span in spans if span.duration > 0)


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Return the languages that have a list."""
    return frozenset(path.stem for path in _FOLDER.glob("*.txt"))


@lru_cache(maxsize=32)
def _words(language: str) -> _List:
    lines = (_FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    words = [_folded(line) for line in lines if line and not line.startswith("#")]
    return _List(
        frozenset(word for word in words if not word.endswith("*")),
        tuple(word[:-1] for word in words if word.endswith("*")),
    )


def _matches(text: str, words: _List) -> bool:
    if "**" in text or "__" in text:
        return True
    folded = _folded(text)
    plain = _letters(folded)
    if any(letter.isalpha() for letter in folded):
        disguised = _letters(folded.translate(_DISGUISES))
        return any(_listed(word, words) for word in (plain, disguised))
    return False


def _listed(word: str, words: _List) -> bool:
    return word in words.whole or (word != "" and word.startswith(words.beginnings))


def _within(texts: Sequence[str], words: _List) -> set[int]:
    """Return the words that have a part in one of the list, wherever it begins and ends."""
    owners = [n for n, text in enumerate(texts) for _ in _letters(_folded(text))]
    joined = "".join(_letters(_folded(text)) for text in texts)
    found: set[int] = set()
    for wanted in (*words.whole, *words.beginnings):
        if len(wanted) < 2:  # a part of too many words that mean something else
            continue
        at = joined.find(wanted)
        while at >= 0:
            found.update(owners[at : at + len(wanted)])
            at = joined.find(wanted, at + 1)
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _letters(text: str) -> str:
    """Return the letters, their marks and the digits."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LMN")
