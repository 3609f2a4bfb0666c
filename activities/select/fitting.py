"""Which moments of a recording are what a prompt asks for. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from math import exp

from activities.select.mentions import Mentions, term
from activities.select.moods import Moods
from activities.select.recording import Recording
from activities.select.tally import quoted
from activities.select.wish import Wish
from core.domain.clip import Candidate

# A word speaks of the same as one that is asked for when at least so many of the sentences that
# hold it, and this share of them, stand next to one that holds the other.
_TOGETHER, _TOGETHER_SHARE = 2, 0.5
_MOST_RELATED = 12
# Two words this alike may be one word that was spelt or heard in two ways.
_HEARD_ALIKE = 0.75
# What a sentence counts that holds a related word, and a topic that is called what is asked for.
_RELATED, _IN_TOPIC = 0.15, 0.8
# A moment fits when it fits this share as well as the one that fits best.
_AS_WELL = 0.5
# More than this of what was not wanted is too much.
_TOO_MUCH = 0.3


@dataclass(frozen=True)
class Fitting:
    """What was found for a wish."""

    candidates: list[Candidate]
    fits: bool = True
    """False when nothing is what was asked for, and these are only the nearest."""
    note: str = ""
    """What the person who asked should know."""


class Fitter:
    """Finds the moments of one recording that fit a wish."""

    def __init__(self, recording: Recording, wish: Wish) -> None:
        self._recording = recording
        self._wish = wish
        self._moods = Moods(recording)
        self._unwanted = Mentions(recording, [term(word) for word in wish.without])
        self._related = Mentions(recording, [frozenset({stem}) for stem in self._beside()])

    def fitting(self, candidates: Sequence[Candidate]) -> Fitting:
        """Return the candidates that fit, or else the nearest, with a note that says so."""
        allowed = [one for one in candidates if not self._is_unwanted(one)]
        if not allowed:
            note = f"Every moment has something that was not wanted: {self._wish.unwanted}."
            return Fitting(list(candidates), fits=False, note=note if candidates else "")
        if not self._wish.named:
            return Fitting(allowed)
        fits = {one.id: self.fit(one) for one in allowed}
        best = max(fits.values())
        missing = f"Nothing was found for {quoted(self._wish.named)}"
        if best <= 0:
            return Fitting(allowed, fits=False, note=f"{missing}; these are the best of the rest.")
        close = [one for one in allowed if fits[one.id] >= _AS_WELL * best]
        if self._wish.about and not self._named:
            near = ", ".join(quoted(word) for word in self._alike.values()) or "its topics"
            return Fitting(close, fits=False, note=f"{missing}; these are near it: {near}.")
        return Fitting(close)

    def fit(self, candidate: Candidate) -> float:
        """Return how well a candidate is what was asked for, 0..1."""
        inside = self._recording.spoken(candidate.span)
        shares = []
        if self._wish.about:
            shares.append(self._about(candidate, inside))
        if self._wish.intents:
            moods = (self._moods.share(kind, candidate.span, inside) for kind in self._wish.intents)
            shares.append(max(moods))
        return min(shares, default=1.0)

    def _about(self, candidate: Candidate, inside: range) -> float:
        """Return how much is about what was asked for; what is named rarely counts more."""
        in_topic = self._in_topic(candidate)
        named = any(mentions.count(inside) for mentions in self._mentions.values())
        if not named and not in_topic:
            return 0.0
        beside = _RELATED * self._related.count(inside) + _IN_TOPIC * in_topic
        shares, weights = 0.0, 0.0
        for stem, mentions in self._mentions.items():
            counted = mentions.count(inside) + beside
            # Two sentences are much better than one, ten hardly better than eight; and a long
            # moment names more without being more about it.
            share = (1 - exp(-counted)) * min(1.0, 4 * counted / max(1, len(inside)))
            rarity = max(0.1, self._recording.likeness.rarity(stem))
            shares, weights = shares + rarity * share, weights + rarity
        return shares / weights if weights else 0.0

    def _in_topic(self, candidate: Candidate) -> bool:
        topic = self._recording.topic_of(candidate.span)
        return topic is not None and not self._asked.isdisjoint(term(topic.title))

    def _is_unwanted(self, candidate: Candidate) -> bool:
        inside = self._recording.spoken(candidate.span)
        if self._unwanted.count(inside):
            return True
        kinds = self._wish.without_intents
        return any(self._moods.share(k, candidate.span, inside) > _TOO_MUCH for k in kinds)

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset().union(*(term(word) for word in self._wish.about))

    @cached_property
    def _known(self) -> Counter[str]:
        """How many sentences hold each stem."""
        return Counter(stem for said in self._recording.stems for stem in said)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The stems that are asked for and said."""
        return frozenset(stem for stem in self._asked if stem in self._known)

    @cached_property
    def _alike(self) -> dict[str, str]:
        """For stems that are asked for and not said, those that sound much like them."""
        found = {}
        for stem in sorted(self._asked - self._named):
            near = get_close_matches(stem, self._known, n=1, cutoff=_HEARD_ALIKE)
            found.update({stem: near[0]} if near else {})
        return found

    @cached_property
    def _mentions(self) -> dict[str, Mentions]:
        said = {stem: stem for stem in self._named} | self._alike
        mentions = {
            stem: Mentions(self._recording, [frozenset({one})]) for stem, one in said.items()
        }
        # Even what nobody says may be what a topic is called.
        unsaid = {stem: Mentions(self._recording, []) for stem in self._asked - set(said)}
        return mentions or unsaid

    def _beside(self) -> Iterable[str]:
        """Return stems that mostly stand next to what was asked for."""
        said = self._recording.stems
        hits = {index for index, stems in enumerate(said) if not self._named.isdisjoint(stems)}
        near = {index + step for index in hits for step in (-1, 0, 1)} & set(range(len(said)))
        counts = Counter(stem for index in near for stem in said[index] if stem not in self._named)
        together = {
            stem: count
            for stem, count in counts.items()
            if count >= _TOGETHER and count >= _TOGETHER_SHARE * self._known[stem]
        }
        return sorted(together, key=lambda stem: (-together[stem], stem))[:_MOST_RELATED]
