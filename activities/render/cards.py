"""From words to caption cards: what is shown together, on which lines, from when to when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from activities.render import scripts, vocabulary
from activities.render.base import Card, CardWord, Page, Ruler
from activities.render.vocabulary import Vocabulary
from activities.render.words import Phrase, phrases
from core.domain.plan import ClipPlan

MAX_WORDS = 5
"""Words of scripts with spaces between them; the others count letters."""

MIN_SECONDS = 0.25
"""No card is shorter where the words allow: an eye needs about that long to find it."""

HOLD_SECONDS = 0.3
"""A card stays until the next one of its phrase when the gap is shorter: no flicker."""

READING_SPEED = 20.0
"""Letters a second. A card stays long enough for it, unless the next one is already said."""

ORPHAN_LETTERS = 4
"""A word of so few letters does not stand alone where it can stand with another."""

# One short line of a vertical clip: what an eye takes in at one glance.
_GLANCE_LETTERS = 16

# A word may shrink to this share of the font's size before it is broken in two.
_SMALLEST_SHARE = 0.6

# After these a reader breathes, in the scripts that the transcribers write.
_BREATHS = (",", ";", ":", "–", "、", "，", "،", "؛", "；", "：")  # noqa: RUF001

# What a bad break costs, beside 1 for a card: an orphan more than anything else together,
# then a card that is gone at once, then words that belong together.
_ORPHAN, _SHORT, _TORN, _BREATH = 200.0, 20.0, 0.6, -0.5

_Lines = tuple[tuple[CardWord, ...], ...]


@dataclass(frozen=True)
class Measures:
    """How much a card may hold."""

    words: int = MAX_WORDS
    letters: int = _GLANCE_LETTERS
    """The number that is best; Chinese letters count twice."""


def cards(plan: ClipPlan, page: Page, ruler: Ruler, measures: Measures | None = None) -> list[Card]:
    """Return the captions of a clip, in order and without overlap.

    Each card has words on one or two lines that fit the page's safe box.
    No card joins two sentences, two speakers or the two sides of a cut.
    """
    captions = plan.captions
    words = vocabulary.of(captions.language if captions else "")
    setter = _Setter(page, ruler, words, measures or Measures())
    found = [card for phrase in phrases(plan) for card in setter.cards(phrase)]
    return list(_with_emoji(found, words)) if captions and captions.emoji else found


def line_text(line: Sequence[CardWord]) -> str:
    """Return a line as it is read."""
    return "".join(_spaced_text(word, opens=n == 0) for n, word in enumerate(line))


def line_width(line: Sequence[CardWord], ruler: Ruler, em: int) -> float:
    """Return how wide a line is drawn, in pixels: each of its words and spaces by itself."""
    spaces = sum(word.spaced for word in line[1:])
    return sum(ruler(word.text, em) for word in line) + spaces * ruler(" ", em)


def letters(text: str) -> int:
    """Return how many letters an eye reads; wide ones count twice."""
    return sum(2 if scripts.wide(cluster[0]) else 1 for cluster in scripts.clusters(text))


def is_orphan(group: Sequence[CardWord]) -> bool:
    """Return whether this is one short word alone."""
    return len(group) == 1 and letters(group[0].text) <= ORPHAN_LETTERS


class _Setter:
    """Sets phrases on a page."""

    def __init__(self, page: Page, ruler: Ruler, words: Vocabulary, measures: Measures) -> None:
        self._page = page
        self._ruler = ruler
        self._vocabulary = words
        self._measures = measures

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
            needed = max(MIN_SECONDS, letters(line_text(group)) / READING_SPEED)
            stop = max(end, min(limit, round(start + needed, 2)))
            if stop > start:
                made.append(self._card(group, start, stop))
        return made

    def _groups(self, phrase: Phrase) -> list[tuple[CardWord, ...]]:
        """Return the cheapest way to cut the phrase into cards (dynamic programming)."""
        words = [self._unparted(word) for word in phrase.words]
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(words) + 1):
            after = words[end][0] if end < len(words) else None
            until = after.start if after else phrase.until
            choices = (
                (best[start][0] + self._cost(_group(words[start:end]), after, until), start)
                for start in self._starts(words, end)
            )
            best.append(min(choices))
        cuts = [len(words)]
        while cuts[-1] > 0:
            cuts.append(best[cuts[-1]][1])
        cuts.reverse()
        return [_group(words[a:b]) for a, b in pairwise(cuts)]

    def _unparted(self, word: CardWord) -> tuple[CardWord, ...]:
        """Return what no card parts: a word, or the halves of one that takes two lines."""
        if self._lines((word,)):
            return (word,)
        halves = _halves(word)
        return _group(halves) if max(map(self._width, halves)) <= self._page.room else (word,)

    def _starts(self, words: Sequence[tuple[CardWord, ...]], end: int) -> Iterator[int]:
        """Yield where a card that ends before a word may start."""
        yield end - 1
        count = 1
        for start in range(end - 2, -1, -1):
            count += words[start + 1][0].spaced
            if count > self._measures.words or end - start > 4 * self._measures.words:
                return
            if self._lines(_group(words[start:end])) is None:
                return
            yield start

    def _cost(self, group: tuple[CardWord, ...], after: CardWord | None, until: float) -> float:
        """Return how bad a card of these words is."""
        best = self._measures.letters
        cost = 1.0 + ((letters(line_text(group)) - best) / best) ** 2
        if is_orphan(group):
            cost += _ORPHAN
        if until - group[0].start < MIN_SECONDS:
            cost += _SHORT
        return cost + self._break(group[-1], after)

    def _break(self, before: CardWord, after: CardWord | None) -> float:
        """Return how bad it is to part two words."""
        if before.text.endswith(_BREATHS) or after is None:
            return _BREATH
        opening, closing = vocabulary.bare(before.text), vocabulary.bare(after.text)
        torn = opening in self._vocabulary.joins, closing in self._vocabulary.trails
        return _TORN * sum(torn)

    def _card(self, group: tuple[CardWord, ...], start: float, end: float) -> Card:
        lines = self._lines(group) or _halves(group[0])
        return Card(start, end, lines, self._size_for(lines))

    def _lines(self, group: tuple[CardWord, ...]) -> _Lines | None:
        """Return the words on one line, else on two by sense; None when they do not fit.

        Who stands beside a word that must shrink shrinks with it, and no further.
        """
        room = max(self._page.room, *(self._width((word,)) for word in group))
        if room * _SMALLEST_SHARE > self._page.room:
            return None
        if self._width(group) <= room:
            return (group,)
        splits = ((group[:n], group[n:]) for n in range(1, len(group)))
        fitting = [lines for lines in splits if max(map(self._width, lines)) <= room]
        return min(fitting, key=self._unevenness, default=None)

    def _unevenness(self, lines: _Lines) -> float:
        """Return how bad two lines are: uneven, torn, or with a short word alone."""
        upper, lower = lines
        widths = self._width(upper), self._width(lower)
        cost = abs(widths[0] - widths[1]) / self._page.room
        cost += _ORPHAN * sum(map(is_orphan, lines))
        return cost + self._break(upper[-1], lower[0])

    def _width(self, line: Sequence[CardWord]) -> float:
        return line_width(line, self._ruler, self._page.size)

    def _size_for(self, lines: _Lines) -> int:
        widest = max(map(self._width, lines))
        return max(1, min(self._page.size, int(self._page.size * self._page.room / widest)))


def _with_emoji(found: Sequence[Card], words: Vocabulary) -> Iterator[Card]:
    """Yield the cards, each with the emoji of its first word that has one, but never twice."""
    last = ""
    for card in found:
        emoji = next(filter(None, (words.emoji_of(word.text) for word in card.words)), "")
        yield replace(card, emoji=emoji) if emoji and emoji != last else card
        last = emoji or last


def _held(end: float, following: float) -> float:
    return following if following - end < HOLD_SECONDS else end


def _halves(word: CardWord) -> _Lines:
    """Return a word on two lines, cut nearest to its middle where its letters allow."""
    places = scripts.breaks(word.text)
    if not places:
        return ((word,),)
    middle = min(places, key=lambda place: abs(place - len(word.text) / 2))
    at = round((word.start + word.end) / 2, 2)
    left = replace(word, text=word.text[:middle], end=at)
    right = replace(word, text=word.text[middle:], start=at, spaced=False)
    return (left,), (right,)


def _group(words: Sequence[tuple[CardWord, ...]]) -> tuple[CardWord, ...]:
    return tuple(chain.from_iterable(words))


def _spaced_text(word: CardWord, *, opens: bool) -> str:
    return word.text if opens or not word.spaced else f" {word.text}"
