"""From words to caption cards: what is shown together, on which lines, from when to when."""

import math
from collections.abc import Sequence
from itertools import pairwise

from activities.render.base import Card, CardWord, Page, Ruler
from activities.render.words import Phrase, phrases
from core.domain.plan import ClipPlan

MAX_WORDS = 5

MIN_SECONDS = 0.25
"""No card is shorter where the words allow: an eye needs about that long to find it."""

HOLD_SECONDS = 0.3
"""A card stays until the next one of its phrase when the gap is shorter: no flicker."""

# One short line of a vertical clip: what an eye takes in at one glance.
_GLANCE_LETTERS = 16

# A word may shrink to this share of the font's size before it is broken in two.
_SMALLEST_SHARE = 0.6

# After these a reader breathes, in the scripts that the transcribers write.
_BREATHS = (",", ";", ":", "–", "、", "，")  # noqa: RUF001

_Lines = tuple[tuple[CardWord, ...], ...]


def cards(plan: ClipPlan, page: Page, ruler: Ruler) -> list[Card]:
    """Return the captions of a clip, in order and without overlap.

    Each card has one to five words on one or two lines that fit the page's safe box.
    No card joins two sentences, two speakers or the two sides of a cut.
    """
    setter = _Setter(page, ruler)
    return [card for phrase in phrases(plan) for card in setter.cards(phrase)]


def line_text(line: Sequence[CardWord]) -> str:
    """Return a line as it is read."""
    return "".join(_spaced_text(word, opens=n == 0) for n, word in enumerate(line))


class _Setter:
    """Sets phrases on a page."""

    def __init__(self, page: Page, ruler: Ruler) -> None:
        self._page = page
        self._ruler = ruler

    def cards(self, phrase: Phrase) -> list[Card]:
        groups = self._groups(phrase)
        nexts = [group[0].start for group in groups[1:]]
        ends = [
            _held(group[-1].end, following) for group, following in zip(groups, nexts, strict=False)
        ]
        ends.append(groups[-1][-1].end)
        limits = [*nexts, phrase.until]
        made = []
        for group, end, limit in zip(groups, ends, limits, strict=True):
            start = group[0].start
            stop = max(end, min(limit, round(start + MIN_SECONDS, 2)))
            if stop > start:
                made.append(self._card(group, start, stop))
        return made

    def _groups(self, phrase: Phrase) -> list[tuple[CardWord, ...]]:
        """Return the cheapest way to cut the phrase into cards (dynamic programming)."""
        words = phrase.words
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(words) + 1):
            until = words[end].start if end < len(words) else phrase.until
            choices = (
                (best[start][0] + self._cost(words[start:end], until), start)
                for start in range(max(0, end - MAX_WORDS), end)
            )
            best.append(min(choices))
        cuts = [len(words)]
        while cuts[-1] > 0:
            cuts.append(best[cuts[-1]][1])
        cuts.reverse()
        return [words[a:b] for a, b in pairwise(cuts)]

    def _cost(self, group: tuple[CardWord, ...], until: float) -> float:
        """Return how bad a card of these words is; infinite when it cannot be set."""
        if len(group) > 1 and self._lines(group) is None:
            return math.inf
        letters = len(line_text(group))
        cost = 1.0 + ((letters - _GLANCE_LETTERS) / _GLANCE_LETTERS) ** 2
        if until - group[0].start < MIN_SECONDS:
            cost += 20.0
        if group[-1].text.endswith(_BREATHS):
            cost -= 0.5
        elif len(group[-1].text) <= 3:
            cost += 0.25  # articles and prepositions belong to what follows
        return cost

    def _card(self, group: tuple[CardWord, ...], start: float, end: float) -> Card:
        lines = self._lines(group)
        if lines is not None:
            return Card(start, end, lines, self._page.size)
        size = self._size_for(((group[0],),))
        if size >= self._page.size * _SMALLEST_SHARE:
            return Card(start, end, ((group[0],),), size)
        halves = _halves(group[0])
        return Card(start, end, halves, self._size_for(halves))

    def _lines(self, group: tuple[CardWord, ...]) -> _Lines | None:
        """Return the words on one line, else on two of like width; None when they do not fit."""
        if self._fits(group):
            return (group,)
        splits = ((group[:n], group[n:]) for n in range(1, len(group)))
        fitting = [lines for lines in splits if all(map(self._fits, lines))]
        return min(fitting, key=lambda lines: max(map(self._width, lines)), default=None)

    def _fits(self, line: Sequence[CardWord]) -> bool:
        return self._width(line) <= self._page.room

    def _width(self, line: Sequence[CardWord]) -> float:
        return self._ruler(line_text(line), self._page.size)

    def _size_for(self, lines: _Lines) -> int:
        widest = max(map(self._width, lines))
        return max(1, min(self._page.size, int(self._page.size * self._page.room / widest)))


def _held(end: float, following: float) -> float:
    return following if following - end < HOLD_SECONDS else end


def _halves(word: CardWord) -> _Lines:
    middle = math.ceil(len(word.text) / 2)
    at = round((word.start + word.end) / 2, 2)
    left = CardWord(word.text[:middle], word.start, at)
    right = CardWord(word.text[middle:], at, word.end)
    return (left,), (right,)


def _spaced_text(word: CardWord, *, opens: bool) -> str:
    return word.text if opens or not word.spaced else f" {word.text}"
