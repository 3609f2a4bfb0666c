"""Find out which tracks show the same person, from what their faces look like."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.faces import Track

# Seconds that two tracks may share at a border between scenes and still be one person.
_TOUCHING = 0.3
# Groups with members that are by so much less alike than two faces have to be are not joined.
_SLACK = 0.12


def with_persons(
    tracks: Sequence[Track], same: float, *, together: Sequence[Hashable] | None = None
) -> tuple[Track, ...]:
    """Return the tracks with their persons, numbered from 1 by first appearance.

    Groups grow from the most alike pair on (average linkage), as long as the mean product of
    their looks is at least ``same`` and no two members are strangers: whoever is seen beside
    another is not that person. A track whose look is not known keeps the person 0, and so
    does a body. To keep two people apart costs less than to take them for one.

    Tracks with the same word in ``together`` are one person from the start.
    """
    known = _comparable(tracks)
    start: dict[Hashable, list[int]] = defaultdict(list)
    for n in known:
        start[n if together is None else together[n]].append(n)
    groups = _Groups.of(tracks, list(start.values())).grown(same)
    person = {n: number for number, group in enumerate(sorted(groups), start=1) for n in group}
    return tuple(
        track.model_copy(update={"person": person.get(n, 0)}) for n, track in enumerate(tracks)
    )


def _comparable(tracks: Sequence[Track]) -> list[int]:
    """Return the faces whose looks were measured in the same way as those of the most."""
    known = [n for n, track in enumerate(tracks) if track.look and track.kind == "face"]
    lengths = Counter(len(tracks[n].look) for n in known)
    usual = max(lengths, key=lambda length: lengths[length], default=0)
    return [n for n in known if len(tracks[n].look) == usual]


@dataclass(slots=True)
class _Groups:
    """Tracks by their numbers, and how alike the groups are."""

    members: list[list[int]]
    alike: NDArray[np.float64]
    """The mean product of the looks of two groups; minus infinity when they are not to join."""
    least: NDArray[np.float64]
    """The smallest such product between what they grew from."""

    @classmethod
    def of(cls, tracks: Sequence[Track], members: list[list[int]]) -> "_Groups":
        if not members:
            return cls([], np.zeros((0, 0)), np.zeros((0, 0)))
        means = np.array([np.mean([tracks[n].look for n in group], axis=0) for group in members])
        alike = np.asarray(means @ means.T, np.float64)
        group_of = {n: number for number, group in enumerate(members) for n in group}
        for one, other in _beside_each_other(tracks, sorted(group_of)):
            a, b = group_of[one], group_of[other]
            alike[a, b] = alike[b, a] = -np.inf
        np.fill_diagonal(alike, -np.inf)
        return cls(members, alike, alike.copy())

    def grown(self, same: float) -> list[list[int]]:
        """Join groups as long as two are alike enough; return the members of each, in order."""
        alike, least, members = self.alike, self.least, self.members
        while len(alike) > 1:
            one, other = np.unravel_index(int(np.argmax(alike)), alike.shape)
            a, b = sorted((int(one), int(other)))
            if alike[a, b] < same:
                break
            share = len(members[a]) / (len(members[a]) + len(members[b]))
            low = np.minimum(least[a], least[b])
            mean = share * alike[a] + (1 - share) * alike[b]
            mean[(low < same - _SLACK) | ~np.isfinite(mean)] = -np.inf
            least[a] = least[:, a] = low
            alike[a] = alike[:, a] = mean
            alike[a, a] = alike[b] = alike[:, b] = -np.inf
            members[a], members[b] = members[a] + members[b], []
        return [sorted(group) for group in members if group]


def _beside_each_other(tracks: Sequence[Track], known: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the pairs of tracks that are in the picture at the same time."""
    spans = {n: tracks[n].span for n in known}
    seen: list[int] = []
    for n in sorted(known, key=lambda n: spans[n].start):
        seen = [other for other in seen if spans[other].end > spans[n].start]
        for other in seen:
            if spans[other].common(spans[n]) > _TOUCHING:
                yield other, n
        seen.append(n)
