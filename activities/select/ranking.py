"""Pick the best moments without picking the same moment twice. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from activities.select.candidates import AT_LEAST
from activities.select.recording import Recording
from activities.select.schedule import ROUNDING, merit, most
from core.domain.clip import Candidate

# Above this likeness two moments tell the same: a teaser and its original, a story told twice.
# Of 25 000 pairs of moments that lie apart in lectures and meetings none is above 0.46.
MAX_ALIKE = 0.5
# Seconds. So long a recording gives ``AT_LEAST`` clips even when it says the same over and over.
_LONG = 480.0
# Two variants of a moment that share more than this are not both worth a question to a model.
_SHORTLIST_OVERLAP = 0.5
# Points that a moment loses next to one that is chosen already, and for being about the same.
_NEARNESS = 6.0
_SAME_TOPIC = 4.0


class Ranking:
    """Chooses among the moments of one recording."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def best(self, candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
        """Return up to ``limit`` candidates that do not overlap, best first.

        When the best ones leave too little room for ``AT_LEAST`` of them, the choice is
        made anew so that there are as many, if the recording holds them. Only when a
        long one still has too few may a moment tell the same as another.
        """
        kept = self.greedy(candidates, limit)
        enough = min(limit, AT_LEAST)
        if len(kept) < enough:
            pool = [one for one in candidates if not self._tells_again(one, kept)]
            kept = max(kept, self._without_twins(most(pool, enough)), key=len)
        if len(kept) < enough and self._recording.duration >= _LONG:
            kept = max(kept, most(candidates, enough), key=len)
        return sorted(kept, key=lambda one: (-one.scores.virality, one.span.start))

    def shortlist(self, candidates: Sequence[Candidate], limit: int, clips: int) -> list[Candidate]:
        """Return up to ``limit`` candidates for a second opinion, in order of time.

        Among them are ``clips`` that can be shown side by side, and variants of these.
        """
        first = self.best(candidates, min(clips, limit))
        known = {one.id for one in first}
        variants = self.greedy(candidates, limit, max_overlap=_SHORTLIST_OVERLAP)
        rest = [one for one in variants if one.id not in known]
        return sorted([*first, *rest][:limit], key=lambda one: (one.span.start, one.span.end))

    def greedy(
        self, candidates: Sequence[Candidate], limit: int, *, max_overlap: float = 0.0
    ) -> list[Candidate]:
        """Return up to ``limit`` candidates, the one of most merit first.

        Greedy non-maximum suppression: a candidate is dropped when it overlaps a better
        one by more than ``max_overlap`` of the shorter, or tells the same. One near to a
        better one, or about the same topic, loses a few points, so that the choice spreads
        over the source. Equal merit goes to the earlier moment, so the same input gives
        the same clips.
        """
        ordered = sorted(candidates, key=lambda one: (one.span.start, one.span.end))
        merits = np.array([merit(one) for one in ordered])
        spans = np.array([(one.span.start, one.span.end) for one in ordered]).reshape(-1, 2)
        topics = np.array([self._topic(one) for one in ordered])
        reach = self._recording.duration / limit / 2
        lost, free = np.zeros(len(ordered)), np.ones(len(ordered), bool)
        kept: list[Candidate] = []
        while len(kept) < limit and free.any():
            index = int(np.argmax(np.where(free, merits - lost, -np.inf)))
            free[index] = False
            if self._tells_again(ordered[index], kept):
                continue
            kept.append(ordered[index])
            free &= _share(spans, index) <= max_overlap
            same = _SAME_TOPIC * ((topics == topics[index]) & (topics >= 0))
            lost = np.maximum(lost, _NEARNESS * _nearness(spans, index, reach) + same)
        return kept

    def tells_again(self, one: Candidate, other: Candidate) -> bool:
        """Do two moments that lie apart tell the same?"""
        if one.span.common(other.span) > ROUNDING:
            return False
        return self._recording.likeness.between(one.text, other.text) > MAX_ALIKE

    def _tells_again(self, one: Candidate, kept: Sequence[Candidate]) -> bool:
        return any(self.tells_again(one, other) for other in kept)

    def _without_twins(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        kept: list[Candidate] = []
        for one in sorted(candidates, key=lambda one: (-merit(one), one.span.start)):
            if not self._tells_again(one, kept):
                kept.append(one)
        return kept

    def _topic(self, candidate: Candidate) -> int:
        topic = self._recording.topic_of(candidate.span)
        return -1 if topic is None else topic.first


def _share(spans: NDArray[np.float64], index: int) -> NDArray[np.float64]:
    """Return the common share of the shorter of two spans, for one span and all others."""
    start, end = spans[index]
    common = np.minimum(spans[:, 1], end) - np.maximum(spans[:, 0], start)
    shorter = np.minimum(spans[:, 1] - spans[:, 0], end - start)
    return np.where(common > ROUNDING, common / np.maximum(shorter, ROUNDING), 0.0)


def _nearness(spans: NDArray[np.float64], index: int, reach: float) -> NDArray[np.float64]:
    """Return 1 for spans that touch one of them, 0 for those ``reach`` seconds away."""
    start, end = spans[index]
    gap = np.maximum(spans[:, 0] - end, start - spans[:, 1])
    nearness: NDArray[np.float64] = np.clip(1 - gap / max(reach, ROUNDING), 0.0, 1.0)
    return nearness
