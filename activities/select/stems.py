"""What is left of words when their endings are gone, so that forms of a word are one. Pure.

A light stemmer for the languages of ``cues`` together, and pairs of characters for
languages that are written without spaces. It need not be right, only the same for
``pricing``, ``prices`` and ``price``.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from activities.select.cues.kinds import words

_ENDINGS = sorted(
    words(
        "ationen ations ation ungen ung keiten keit heiten heit lichkeit liche licher lich ings "
        "ing ingly edly ed ers er ements ement ments ment ness ies ily ly es s e en em ern n "
        "aciones ación ciones ción ções ção zioni zione amente mente ando endo iendo ados adas "
        "ado ada idos idas ido ida ato ata ati ate ar ir os as o a i és ée ées é ait aient ons "
        "ez eur eurs euse euses able ables y"
    ),
    key=lambda ending: (-len(ending), ending),
)
# These leave three letters of a word ("tips", "joking"), all others four.
_SHORT = words("s e es ed er ers ing ings o a i os as")
_LONGEST = 9


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a word in lower case without its ending."""
    bare = _elided(word)
    if not bare.endswith(("ss", "is", "us")):
        for ending in _ENDINGS:
            if bare.endswith(ending) and len(bare) - len(ending) >= (3 if ending in _SHORT else 4):
                bare = bare[: -len(ending)]
                break
    return _undoubled(bare)[:_LONGEST]


def stems(tokens: Iterable[str], empty: frozenset[str]) -> Iterator[str]:
    """Yield the stems of the words that have content of their own."""
    for token in tokens:
        if _unspaced(token):
            yield from (token[at : at + 2] for at in range(max(1, len(token) - 1)))
        elif token not in empty and len(token) > 1:
            yield stem(token)


def _elided(word: str) -> str:
    """Return "argent" for "l'argent", and "don't" for "don't"."""
    head, mark, tail = word.partition("'")
    return tail if mark and len(head) <= 2 and len(tail) > 2 else head


def _undoubled(bare: str) -> str:
    """Return "stop" for "stopp", which is what is left of "stopping"."""
    return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] else bare


def _unspaced(token: str) -> bool:
    """Is it written in Chinese, Japanese, Thai, Lao, Khmer or Burmese?"""
    first = ord(token[0])
    return (
        0x0E00 <= first <= 0x0EFF
        or 0x1000 <= first <= 0x109F
        or 0x1780 <= first <= 0x17FF
        or 0x3040 <= first <= 0x30FF
        or 0x3400 <= first <= 0x9FFF
    )
