"""Leave out what an engine says over and over without anybody saying it."""

from collections.abc import Sequence

from core.domain.transcript import Word

_LONGEST_PHRASE = 16
# People say "no no no no no", and a refrain comes three times. What comes more often in a row
# came out of the machine. By the number of words in the phrase; the last is for all longer ones.
_BELIEVED = (5, 3, 3, 3, 3, 2)


def without_repeats(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words, with phrases that come too often in a row said once.

    A phrase has up to 16 words. One word may come five times in a row, up to five words three
    times, more twice; of what comes more often only the first time stays.
    """
    letters = [_letters(word.text) for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        size, times = _loop(letters, at)
        kept += words[at : at + size]
        at += size * times
    return tuple(kept)


def _loop(letters: Sequence[str], at: int) -> tuple[int, int]:
    """Return the length of the phrase that loops from here, and how often; (1, 1) for none."""
    for size in range(1, min(_LONGEST_PHRASE, (len(letters) - at) // 2) + 1):
        times = _times(letters, at, size)
        if times > _BELIEVED[min(size, len(_BELIEVED)) - 1]:
            return size, times
    return 1, 1


def _times(letters: Sequence[str], at: int, size: int) -> int:
    phrase = letters[at : at + size]
    times = 1
    while letters[at + times * size : at + (times + 1) * size] == phrase:
        times += 1
    return times


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text
