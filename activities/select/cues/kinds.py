"""What words can give away.

Words and phrases are lower case and without punctuation at their edges, as
``sentences.tokens`` makes them.
"""

from dataclasses import dataclass


def words(text: str) -> frozenset[str]:
    """Return the words of a text that are separated by spaces."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a text that are separated by commas or stand on lines of their own."""
    lines = (" ".join(one.split()) for one in text.replace("\n", ",").split(","))
    return tuple(line for line in lines if line)


@dataclass(frozen=True)
class Cues:
    """What words give away in one language. Every field may be empty."""

    asking: frozenset[str] = frozenset()
    """First words of a question."""
    asking_before: frozenset[str] = frozenset()
    """First words of a question when an auxiliary follows."""
    auxiliary: frozenset[str] = frozenset()
    """First words of a question when a person follows."""
    persons: frozenset[str] = frozenset()
    stories: tuple[str, ...] = ()
    """Phrases that open a story."""
    bold: frozenset[str] = frozenset()
    """Superlatives, surprise, stakes."""
    contrast: frozenset[str] = frozenset()
    explaining: frozenset[str] = frozenset()
    listing: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    second_person: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    """As a first word, they carry on what was said before."""
    pointing: frozenset[str] = frozenset()
    """As a first word, they mean something that was named before."""
    absent: frozenset[str] = frozenset()
    """Those among ``pointing`` that mean somebody, who must have been named."""
    hollow: tuple[str, ...] = ()
    """First words that only seem to mean something named before: ``it is time``."""
    unfinished: frozenset[str] = frozenset()
    """As a last word, they promise more."""
    fillers: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    """As a first word, they answer."""
    telling: tuple[str, ...] = ()
    """As the last words of a sentence, what follows is somebody else's."""
    framing: tuple[str, ...] = ()
    """Phrases after which one says what one does not mean."""
    reversing: tuple[str, ...] = ()
    """Phrases that take back what was said before."""
    limiting: tuple[str, ...] = ()
    """As the first words of a sentence, they bind what was said before to a condition."""
    recalling: tuple[str, ...] = ()
    """Phrases that mean an earlier part of the recording."""
    swearing: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    """Words without content of their own."""
