"""Titles for topics: the phrases that a topic says and the others do not. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from math import log

from activities.topics.phrases import Phrase, phrases
from activities.topics.words import spoken

MAX_TITLE = 60
"""Characters."""

# What is said once may be chance, whatever it is.
_CHANCE = 0.8
# Names are written large within a sentence.
_NAME = 1.5
# A second phrase must tell so much of what the first one tells.
_SECOND = 0.5


def titles(texts: Sequence[str], firsts: Sequence[int]) -> list[str]:
    """Return a title of at most ``MAX_TITLE`` characters for each topic.

    ``firsts`` are the indexes of the first sentences of the topics. Topics that would have
    the same title are told apart by a number.
    """
    lasts = [*firsts[1:], len(texts)]
    said = [
        [spoken(text) for text in texts[first:last]]
        for first, last in zip(firsts, lasts, strict=True)
    ]
    found = [phrases(sentences) for sentences in said]
    spread = Counter(word for one in found for word in one)
    made = [
        _named(list(one.values()), _telling(spread, len(said)))
        or _shortened(next(filter(None, sentences), ""))
        or "Topic"
        for one, sentences in zip(found, said, strict=True)
    ]
    return _distinct([title[:1].upper() + title[1:] for title in made])


def _telling(spread: Counter[tuple[str, ...]], topics: int) -> Callable[[Phrase], float]:
    """Return what tells how much a phrase says about its topic.

    Its frequency times the mean rarity of its words, a topic being a document; longer
    phrases are clearer.
    """

    def telling(phrase: Phrase) -> float:
        rarity = sum(log((1 + topics) / spread[(word,)]) for word in phrase.words)
        name = _NAME if 2 * phrase.named > phrase.count else 1.0
        return (phrase.count - _CHANCE) * rarity / len(phrase.words) * phrase.size * name

    return telling


def _named(found: Sequence[Phrase], telling: Callable[[Phrase], float]) -> str:
    """Return the phrase that tells most, with the next one that shares nothing with it."""
    fitting = [phrase for phrase in found if len(phrase.form) <= MAX_TITLE]
    ranked = sorted(fitting, key=lambda phrase: (-telling(phrase), phrase.words))
    if not ranked:
        return ""
    best, title = ranked[0], ranked[0].form
    for other in ranked[1:]:
        if telling(other) < _SECOND * telling(best):
            break
        said_once = other.count == 1 and other.size < 2
        if not said_once and _apart(best, other) and len(title) + len(other.form) + 2 <= MAX_TITLE:
            title = f"{title}, {other.form}"
            break
    return title


def _apart(one: Phrase, other: Phrase) -> bool:
    """Tell whether two phrases share no word, nor a part of one."""
    return not any(a[:4] == b[:4] or a in b or b in a for a in one.words for b in other.words)


def _shortened(sentence: str) -> str:
    """Return a sentence, cut behind a word where it is too long for a title."""
    if len(sentence) <= MAX_TITLE:
        return sentence.rstrip(" .,;:\u3002")
    head = sentence[: MAX_TITLE - 1]
    kept = head.rpartition(" ")[0] or head
    return kept.rstrip(" .,;:-") + "\u2026"


def _distinct(made: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for title in made:
        seen[title] += 1
        found.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return found
