"""Find the words that two writings of the same speech have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Words. In longer texts the commonest words begin no match, or it would take minutes.
_LONG = 2000


@dataclass(frozen=True)
class Change:
    """Words of the old writing in whose place others stand in the new one; either may be none."""

    old: range
    new: range


def matched(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the indexes of the words that are the same but for case and marks, in order."""
    blocks = _matcher(old, new).get_matching_blocks()
    return [(a + i, b + i) for a, b, size in blocks for i in range(size)]


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return the stretches in which the new writing differs, in order."""
    return [
        Change(range(a, b), range(c, d))
        for kind, a, b, c, d in _matcher(old, new).get_opcodes()
        if kind != "equal"
    ]


def letters(text: str) -> str:
    """Return what a word is compared by: its letters and digits, small."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _matcher(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    one, other = [letters(text) for text in old], [letters(text) for text in new]
    return SequenceMatcher(None, one, other, autojunk=len(one) > _LONG)
