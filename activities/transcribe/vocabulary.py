"""Write names as a workspace writes them, where an engine spelt them by ear."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from activities.transcribe.anchors import letters
from activities.transcribe.phonetics import distance, sound
from core.domain.transcript import Word

# Two names in a row are said in one breath, in seconds.
_BREATH = 0.35
# A name heard in pieces has at most so many more words than it is written with.
_MORE_PIECES = 2
# Shorter names have too many neighbours to be told apart by ear: they must be spelt right.
_SHORTEST = 4
# One letter in so many may differ, and one sign of the sound in so many.
_LETTERS_PER_ERROR = 4
_SOUNDS_PER_ERROR = 5
# What only the sound speaks for, among words that exist, must be no shorter than this.
_LEAST_SOUNDS = 6
_PARTS = re.compile(r"^(\W*)(.*?)((?:['\u2019]s)?\W*)$", re.DOTALL)

Known = Callable[[str], bool]
"""Whether a word, small, is one that the language has anyway."""


@dataclass(frozen=True)
class _Name:
    written: str
    spelt: str
    sound: str
    count: int
    """How many words it is written with."""
    common: bool
    """Whether the language has all its words anyway, and they are written as usual words are."""


def corrected(
    words: Sequence[Word], vocabulary: Sequence[str], known: Known | None, *, cased: bool
) -> tuple[Word, ...]:
    """Return the words with the names of the vocabulary written as given.

    ``known`` tells words that exist: they are never changed into something else, only written
    large or in one where the letters are those of a name. None, for a language without a
    list, believes every word that is neither spelt nor sounds very much like a name.
    ``cased`` is whether the engine itself writes names with capitals. Marks and a possessive
    stay; several words that become a name share its time.
    """
    names = [_name(written, known) for written in dict.fromkeys(vocabulary) if letters(written)]
    if not names:
        return tuple(words)
    longest = max(name.count for name in names) + _MORE_PIECES
    done: list[Word] = []
    at = 0
    while at < len(words):
        found = next(_found(words, at, longest, names, known, cased), None)
        if found is None:
            done.append(words[at])
            at += 1
        else:
            size, name = found
            done += _written(words[at : at + size], name.written)
            at += size
    return tuple(done)


def lexicon(words: Collection[str]) -> Known:
    """Return what knows these words, small, and their regular possessives."""
    return lambda word: word in words or word.removesuffix("'s") in words


def _name(written: str, known: Known | None) -> _Name:
    pieces = written.split()
    usual = all(piece[1:] == piece[1:].lower() for piece in pieces)
    common = usual and known is not None and all(known(piece.casefold()) for piece in pieces)
    spelt = letters(written)
    return _Name(" ".join(pieces), spelt, sound(spelt), len(pieces), common)


def _found(
    words: Sequence[Word],
    at: int,
    longest: int,
    names: Sequence[_Name],
    known: Known | None,
    cased: bool,
) -> Iterator[tuple[int, _Name]]:
    """Yield how many words from here on are a name, best first: exact before alike, many first."""
    sizes = [n for n in range(min(longest, len(words) - at), 0, -1) if _in_one(words, at, n)]
    heard = {size: [_core(word.text) for word in words[at : at + size]] for size in sizes}
    for size in sizes:
        for name in names:
            if letters("".join(heard[size])) == name.spelt and _wanted(
                heard[size], name, first=at == 0 or _ends(words[at - 1].text), cased=cased
            ):
                yield size, name
    alike = [
        (_far(heard[size], name), size, name)
        for size in sizes
        for name in names
        if _alike(heard[size], name, known) and _needed(heard[size], name)
    ]
    if alike:
        _, size, name = min(alike, key=lambda each: each[0])
        yield size, name


def _wanted(heard: Sequence[str], name: _Name, *, first: bool, cased: bool) -> bool:
    """Tell whether words with the letters of a name are that name.

    "Apple" and "apple" are two words: where the engine knows capitals, its small letters count.
    """
    if not name.common or not cased:
        return len(heard) == name.count or not name.common
    if len(heard) != name.count:
        return False
    return any(text[:1].isupper() for text in (heard[1:] if first else heard))


def _alike(heard: Sequence[str], name: _Name, known: Known | None) -> bool:
    spelt = letters("".join(heard))
    if len(spelt) < _SHORTEST or len(name.spelt) < _SHORTEST or spelt == name.spelt:
        return False
    if abs(len(heard) - name.count) > _MORE_PIECES or spelt[:1].isdigit():
        return False
    exist = known is not None and all(known(text.casefold()) for text in heard)
    if exist:
        return False
    errors = min(len(spelt), len(name.spelt)) // _LETTERS_PER_ERROR
    key = sound(spelt)
    near = distance(spelt, name.spelt, errors) <= errors
    same = distance(key, name.sound, _errors(key, name)) <= _errors(key, name)
    if known is None:
        return near and key == name.sound
    return (near and same) or (key == name.sound and len(key) >= _LEAST_SOUNDS)


def _errors(key: str, name: _Name) -> int:
    return min(len(key), len(name.sound)) // _SOUNDS_PER_ERROR


def _needed(heard: Sequence[str], name: _Name) -> bool:
    """Tell whether the first and the last word bring what is heard nearer to the name."""
    whole = _far(heard, name)
    return all(whole < _far(less, name) for less in (heard[1:], heard[:-1]))


def _far(heard: Sequence[str], name: _Name) -> int:
    spelt = letters("".join(heard))
    return distance(spelt, name.spelt, len(spelt) + len(name.spelt))


def _in_one(words: Sequence[Word], at: int, size: int) -> bool:
    """Tell whether so many words are said in one breath, without a mark between them."""
    inner = range(at, at + size - 1)
    return all(
        words[i + 1].start - words[i].end <= _BREATH and words[i].text[-1:].isalnum() for i in inner
    )


def _ends(text: str) -> bool:
    return text[-1:] in {".", "!", "?", "\u2026"}


def _core(text: str) -> str:
    found = _PARTS.match(text)
    return found[2] if found else text


def _written(words: Sequence[Word], written: str) -> Iterator[Word]:
    """Yield the words of a name in the time of what was heard for it."""
    pieces = written.split()
    before, after = _PARTS.match(words[0].text), _PARTS.match(words[-1].text)
    pieces[0] = (before[1] if before else "") + pieces[0]
    pieces[-1] += after[3] if after else ""
    if len(pieces) == len(words):
        for word, text in zip(words, pieces, strict=True):
            yield word.model_copy(update={"text": text})
        return
    start, end = words[0].start, words[-1].end
    total = sum(len(piece) for piece in pieces)
    sure = min(word.confidence for word in words)
    for text in pieces:
        until = start + (end - words[0].start) * len(text) / total
        times = {"start": round(start, 3), "end": round(min(end, until), 3)}
        yield words[0].model_copy(update={"text": text, "confidence": sure, **times})
        start = until
