"""Where other footage would suit what is said: a moment, and what to look for."""

from collections import Counter
from collections.abc import Iterator

from activities.plan.plain_words import plain
from core.domain.base import Value
from core.domain.plan import CaptionWord, ClipPlan
from core.domain.span import Span
from core.stop_words import STOP_WORDS

LENGTH = 3.0
"""Seconds of footage: two of them are over before people know what they see, five are long."""

# People decide in the first seconds whether to stay, and want to see who speaks.
_AFTER_START = 3.0
# From the end of one to the start of the next, so that people are seen in between.
_APART = 5.0
_BEFORE_END = 1.0
# Letters of a word that may name something one can see; how far two words of one thing are apart.
_SHORTEST_WORD = 4
_PAIR_SECONDS = 0.4


class Proposal(Value):
    """A moment for which footage could be looked for."""

    span: Span
    """Seconds of the source."""
    words: str
    """What to look for."""
    weight: float
    """How much the clip speaks of it; the more the better."""


def proposals(plan: ClipPlan, *, most: int = 5) -> tuple[Proposal, ...]:
    """Return where footage would suit a clip, in order of time; nothing where nothing is said.

    Words that come up often in the clip, are long, and stand beside each other are what it is
    about. English words that say nothing are known; in other languages a short word is one.
    """
    chosen: list[Proposal] = []
    for one in sorted(_possible(plan), key=lambda one: (-one.weight, one.span.start)):
        if len(chosen) == most:
            break
        new = one.words not in {other.words for other in chosen}
        if new and all(_apart(one.span, other.span) >= _APART for other in chosen):
            chosen.append(one)
    return tuple(sorted(chosen, key=lambda one: one.span.start))


def _possible(plan: ClipPlan) -> Iterator[Proposal]:
    """Yield every moment in which something is named, where there is room for footage."""
    words = plan.captions.words if plan.captions else ()
    named = {place: text for place, word in enumerate(words) if (text := _name(word))}
    counts = Counter(named.values())
    for place, text in named.items():
        after = named.get(place + 1)
        told = f"{text} {after}" if after and _belong(words[place], words[place + 1]) else text
        weight = sum(counts[part] * len(part) ** 0.5 for part in told.split())
        span = Span(start=words[place].start, end=words[place].start + LENGTH)
        if _fits(plan, span):
            yield Proposal(span=span, words=told, weight=round(weight, 3))


def _name(word: CaptionWord) -> str:
    """Return a word that may name something, as it is looked for; empty when it names nothing."""
    text = plain(word.text).replace("'", "")
    known = plain(word.text) in STOP_WORDS or text.isdecimal()
    return "" if known or len(text) < _SHORTEST_WORD or " " in text else text


def _belong(word: CaptionWord, after: CaptionWord) -> bool:
    """Return whether two words in a row are of one sentence, and said together."""
    ends = word.text.rstrip().endswith((".", "!", "?", ",", ";", ":", "…"))
    return not ends and after.start - word.end < _PAIR_SECONDS


def _fits(plan: ClipPlan, span: Span) -> bool:
    """Return whether a moment is shown whole, not too early or late, and away from footage."""
    begin, end = plan.clip_time(span.start), plan.clip_time(span.end)
    if begin is None or end is None or abs(end - begin - span.duration) > 1e-6:
        return False
    if begin < _AFTER_START or end > plan.duration - _BEFORE_END:
        return False
    return all(_apart(span, footage.span) >= _APART for footage in plan.broll)


def _apart(one: Span, other: Span) -> float:
    """Return the seconds between two spans; below 0 when they overlap."""
    return max(one.start, other.start) - min(one.end, other.end)
