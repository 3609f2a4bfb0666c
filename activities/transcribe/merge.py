"""Join the words of many chunks into one line of words."""

import math
from collections.abc import Iterable, Sequence

from core.domain.transcript import Word

# Ten milliseconds are what the engines count in; nobody says a word in less than two of them.
_SHORTEST = 0.02
_DECIMALS = 3


def merge(chunks: Iterable[Sequence[Word]], duration: float) -> tuple[Word, ...]:
    """Return the words of all chunks, in order, none overlapping another, all inside 0..duration.

    A word that two neighbouring chunks both heard at the same time is kept once. Words without
    letters and words without a time are left out.
    """
    merged: list[Word] = []
    previous: Word | None = None
    for word in (word for chunk in chunks for word in chunk if _sayable(word)):
        if previous is not None and same(previous, word):
            continue
        previous = word
        start = max(0.0, word.start, merged[-1].end if merged else 0.0)
        end = max(word.end, start + _SHORTEST)
        if round(end, _DECIMALS) > duration:
            end = math.floor(duration * 10**_DECIMALS) / 10**_DECIMALS
        start, end = round(start, _DECIMALS), round(end, _DECIMALS)
        if end > start:
            text = " ".join(word.text.split())
            merged.append(word.model_copy(update={"text": text, "start": start, "end": end}))
    return tuple(merged)


def _sayable(word: Word) -> bool:
    timed = math.isfinite(word.start) and math.isfinite(word.end) and word.end >= word.start
    return timed and any(letter.isalnum() for letter in word.text)


def same(one: Word, other: Word) -> bool:
    """Tell whether both are one utterance: the same word at the same time."""
    if _letters(one.text) != _letters(other.text):
        return False
    common = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return common > shorter / 2


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
