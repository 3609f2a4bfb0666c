"""How people begin a new topic. Pure; English, silent in every other language.

Discourse markers have long been known to open segments: Grosz and Sidner, "Attention,
Intentions, and the Structure of Discourse" (1986); Eisenstein and Barzilay, "Bayesian
Unsupervised Topic Segmentation" (2008).
"""

import re

from activities.topics.words import words

# Words of the opening that are read. Markers stand at the beginning.
_OPENING = 10
_MOST = 2

# What stands before what is really said.
_LEADING = frozenset(
    [
        "okay",
        "ok",
        "alright",
        "all",
        "right",
        "so",
        "now",
        "well",
        "and",
        "also",
        "um",
        "uh",
        "oh",
        "yeah",
        "yep",
        "but",
    ]
)

_CLOSED = re.compile(
    r"(?:okay|ok|alright|all right|anyway|anyways|finally|lastly|next|moving on)\b"
)
_ORDERED = re.compile(
    r"(?:another|next|finally|lastly|first|anyway|moving)\b"
    r"|(?:the|one|a|my|our|this) (?:\S+ )?"
    r"(?:next|other|another|last|final|first|second|third|big|more)\b"
)
_ANNOUNCED = re.compile(
    r"(?:let's|let us|let me|i want to|i wanted to|i'd like to|i would like to|i'm going to"
    r"|i'm gonna|i'll|we're going to|we are going to|we'll|we will|shall we|should we|can we"
    r"|do we want|what about|how about|move on|going on|going back|back to|speaking of"
    r"|talking about|in terms of|as for|with regards|regarding)\b"
)


def opening(text: str) -> int:
    """Return how much a sentence sounds like the first one of a topic, 0..2."""
    said = words(text)[:_OPENING]
    lead = 0
    while lead < len(said) and said[lead] in _LEADING:
        lead += 1
    whole, rest = " ".join(said), " ".join(said[lead:])
    signs = (_CLOSED.match(whole), _ORDERED.match(rest), _ANNOUNCED.match(rest))
    return min(_MOST, sum(sign is not None for sign in signs))
