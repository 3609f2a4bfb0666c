"""Find where sentences end."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from core.domain.transcript import Word

LONGEST_GAP = 0.55
"""Seconds of silence that end a sentence, of an engine that writes no full stops, always."""
SHORTEST_GAP = 0.3
"""Seconds below which a silence is only a breath or a closed consonant."""
LONGEST_WORDS = 45
LONGEST_SECONDS = 20.0
# People who talk freely say about nine words in a sentence.
_USUAL_WORDS = 9

# Full stops of Latin, Chinese and Japanese, Arabic and Indian scripts, then closing marks.
_END = re.compile(
    r"[.!?\u2026\u3002\uff01\uff1f\uff61\u061f\u06d4\u0964]+"
    r"[\"'\u201d\u2019\u00bb)\]\u300d\u300f]*$"
)
# After these a full stop ends no sentence: titles, and single letters as in "J. F. Kennedy".
_ABBREVIATED = re.compile(
    r"^[\"'\u201c\u2018\u00ab(\[]*"
    r"(?:mr|mrs|ms|dr|prof|st|vs|gen|sen|gov|lt|col|capt|rev|e\.g|i\.e|hr|fr|nr|bzw|z\.b|d\.h"
    r"|mme|mlle|sr|sra|[^\W\d_iI])\.$",
    re.IGNORECASE,
)


def sentence_ends(words: Sequence[Word], *, punctuated: bool) -> tuple[int, ...]:
    """Return, for every sentence, the index after its last word.

    ``punctuated`` words carry their full stops; of others a pause ends a sentence, one of
    ``LONGEST_GAP`` always, a shorter one when the speaker makes few long ones. What grows
    beyond ``LONGEST_WORDS`` or ``LONGEST_SECONDS`` is cut at its longest pause, so that an
    engine which forgets its full stops does no harm.
    """
    gap = math.inf if punctuated else _gap(words)
    last = len(words) - 1
    return bounded(words, [i + 1 for i in range(len(words)) if i == last or _ends(words, i, gap)])


def bounded(words: Sequence[Word], ends: Sequence[int]) -> tuple[int, ...]:
    """Return the ends of sentences, with those of sentences that are too long cut in two.

    The last of ``ends`` is the number of words.
    """
    found: list[int] = []
    start = 0
    for end in ends:
        for index in range(start, end):
            while _too_long(words[start : index + 1]):
                start = _longest_pause(words, start, index)
                found.append(start)
        start = end
        found.append(end)
    return tuple(found)


def _ends(words: Sequence[Word], index: int, gap: float) -> bool:
    word, following = words[index], words[index + 1]
    if gap < math.inf:
        return following.start - word.end >= gap
    if not _END.search(word.text) or _ABBREVIATED.match(word.text):
        return False
    return not following.text[:1].islower()


def _gap(words: Sequence[Word]) -> float:
    """Return the pause that makes sentences of a usual length, within the two limits.

    A brisk conversation has hardly a pause of half a second, a speech has one in every sentence.
    Where no pause tells sentences from words, only the longest do.
    """
    wanted = len(words) // _USUAL_WORDS
    pauses = sorted((b.start - a.end for a, b in pairwise(words)), reverse=True)
    if not 0 < wanted <= len(pauses):
        return LONGEST_GAP
    gap = max(SHORTEST_GAP, pauses[wanted - 1])
    telling = sum(pause >= gap for pause in pauses) <= 2 * wanted
    return min(LONGEST_GAP, gap) if telling else LONGEST_GAP


def _too_long(words: Sequence[Word]) -> bool:
    if len(words) < 2:
        return False
    return len(words) > LONGEST_WORDS or words[-1].end - words[0].start > LONGEST_SECONDS


def _longest_pause(words: Sequence[Word], start: int, last: int) -> int:
    """Return the word before which the longest pause lies; of equal ones the latest."""
    return max(
        range(start + 1, last + 1),
        key=lambda index: (words[index].start - words[index - 1].end, index),
    )
