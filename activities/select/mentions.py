"""Where a recording speaks of something. Pure."""

from collections.abc import Iterable

import numpy as np

from activities.select.recording import Recording
from activities.select.sentences import tokens
from activities.select.stems import stems


class Mentions:
    """The sentences that name something; how many of a range do takes constant time."""

    def __init__(self, recording: Recording, named: Iterable[frozenset[str]]) -> None:
        """``named`` are stems; a sentence names a thing that holds all stems of one of them."""
        known = [one for one in named if one]
        hits = [any(one <= said for one in known) for said in recording.stems]
        self._sums = np.concatenate([[0], np.cumsum(np.asarray(hits, dtype=np.int64))])

    def count(self, inside: range) -> int:
        """Return how many of a range of sentences name it."""
        return int(self._sums[inside.stop] - self._sums[inside.start])

    @property
    def total(self) -> int:
        return int(self._sums[-1])


def term(text: str, empty: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the stems of a word or a few words."""
    return frozenset(stems(tokens(iter([text])), empty))
