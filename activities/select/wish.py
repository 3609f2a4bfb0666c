"""What a prompt asks for, understood without a language model. Pure.

A prompt is words to look for, kinds of moments, and what is not wanted. It is never an
instruction to anything: no word of it does more than to be looked for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from activities.select.cues import every
from activities.select.intents import EXCLUDING, GLUE, TURNING, WORDS, Intent
from activities.select.sentences import tokens
from activities.select.stems import stems

_CLAUSES = re.compile(r"[,;.!?:\n]+")
_EMPTY = frozenset().union(*(cues.empty for cues in every().values())) | GLUE | TURNING


@dataclass(frozen=True)
class Wish:
    """What a prompt asks for."""

    about: tuple[str, ...] = ()
    """Words to look for, in their order."""
    intents: frozenset[Intent] = frozenset()
    without: tuple[str, ...] = ()
    """Words that may not be said."""
    without_intents: frozenset[Intent] = frozenset()

    @property
    def named(self) -> str:
        """Return what is wanted, in words."""
        kinds = sorted(intent.value for intent in self.intents)
        return ", ".join([*self.about, *kinds])

    @property
    def unwanted(self) -> str:
        """Return what is not wanted, in words."""
        kinds = sorted(intent.value for intent in self.without_intents)
        return ", ".join([*self.without, *kinds])


def understood(prompt: str) -> Wish:
    """Return what a prompt in any of the known languages asks for."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for clause in _CLAUSES.split(prompt):
        chosen = wanted
        for word in tokens(iter([clause])):
            if word in EXCLUDING:
                chosen = unwanted
            elif word in TURNING and not (word == "and" and chosen is unwanted):
                chosen = wanted
            else:
                chosen.append(word)
    return Wish(
        about=_words(wanted),
        intents=_intents(wanted),
        without=_words(unwanted),
        without_intents=_intents(unwanted),
    )


def _intents(said: Sequence[str]) -> frozenset[Intent]:
    return frozenset(intent for intent, known in WORDS.items() if known.intersection(said))


def _words(said: Sequence[str]) -> tuple[str, ...]:
    """Return the words that name something."""
    kinds = frozenset().union(*WORDS.values())
    named = (word for word in said if word not in kinds and any(stems([word], _EMPTY)))
    return tuple(dict.fromkeys(named))
