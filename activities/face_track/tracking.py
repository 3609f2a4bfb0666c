"""From faces in single pictures to faces through time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import hypot, log

from activities.face_track.base import Found
from activities.face_track.look import Look
from core.domain.box import Box

# Seconds that a face may be hidden, though it was looked for, before it counts as another one.
MAX_GAP = 1.25
# Faces that a detector believes in by less than this continue a track, but begin none.
_STRONG = 0.5
# How far, in sizes of the face, it may be from where it was expected.
_MAX_DISTANCE = 0.8
# How many times larger or smaller it may have become.
_MAX_GROWTH = 1.8
# What is found fewer times, or in fewer of the looks than this share, is a mistake.
_MIN_FOUND = 2
_MIN_SHARE = 0.5
# In a scene in which it was looked for only once, a detector has to be surer.
_SURE = 0.6
# Nobody keeps a direction for longer than this, in seconds.
_MAX_COURSE = 1.0
# The share of the newest step in what is believed of a face's speed.
_SPEED_GAIN = 0.5


@dataclass(slots=True, eq=False)
class Chain:
    """One face through one scene, as places in the looks."""

    places: list[tuple[int, int]]
    """For every detection the look, and the face within it."""
    at: float
    box: Box
    scores: float
    """Sum over the looks in which it was found, not followed."""
    found: int = 1
    """In how many looks it was found."""
    last: int = 0
    """The number of the last look that it is in."""
    speed: tuple[float, float] = (0.0, 0.0)
    """Widths and heights of the picture per second."""

    def expected(self, at: float) -> tuple[float, float]:
        """Return where the centre should be at a time."""
        (x, y), passed = self.box.center, min(at - self.at, _MAX_COURSE)
        return x + self.speed[0] * passed, y + self.speed[1] * passed

    def add(self, place: tuple[int, int], at: float, found: Found, *, searched: bool) -> None:
        passed = max(at - self.at, 1e-3)
        moved = (
            (now - then) / passed
            for now, then in zip(found.box.center, self.box.center, strict=True)
        )
        vx, vy = (
            old + _SPEED_GAIN * (new - old) for old, new in zip(self.speed, moved, strict=True)
        )
        self.speed = (vx, vy)
        self.places.append(place)
        self.at, self.box, self.last = at, found.box, place[0]
        if searched:
            self.scores += found.score
            self.found += 1


@dataclass(slots=True)
class _Tracker:
    """Takes one look after the other."""

    alive: list[Chain] = field(default_factory=list)
    ended: list[Chain] = field(default_factory=list)

    def take(self, number: int, look: Look) -> None:
        self._end(None if look.cut else look.at, number)
        free = set(range(len(look.found)))
        hopeful = list(self.alive)
        for strong in (True, False):
            for chain, face in _matches(hopeful, look, free, strong=strong):
                chain.add((number, face), look.at, look.found[face], searched=look.searched)
                hopeful.remove(chain)
                free.remove(face)
        for face in sorted(free):
            found = look.found[face]
            if found.score >= _STRONG and look.searched:
                place = [(number, face)]
                self.alive.append(Chain(place, look.at, found.box, found.score, last=number))

    def _end(self, at: float | None, number: int = 0) -> None:
        """End the chains that were missed for too long; all when there is no time."""
        over = [
            c for c in self.alive if at is None or (at - c.at > MAX_GAP and number > c.last + 1)
        ]
        self.alive = [c for c in self.alive if c not in over]
        self.ended += over

    def finish(self) -> list[Chain]:
        self._end(None)
        return self.ended


def follow(looks: Sequence[Look]) -> list[Chain]:
    """Return the faces through time, in order of appearance, then from left to right.

    Every detection is in one chain at most. Strong detections choose first, so that a weak
    one continues a face but does not take its place (after ByteTrack, Zhang et al. 2022).
    No chain goes across a cut. Chains that are too short or too patchy are dropped.
    """
    tracker = _Tracker()
    for number, look in enumerate(looks):
        tracker.take(number, look)
    searched = [0, *accumulate(look.searched for look in looks)]
    chains = [chain for chain in tracker.finish() if _believable(chain, searched)]

    def appearance(chain: Chain) -> tuple[int, float]:
        look, face = chain.places[0]
        return look, looks[look].found[face].box.x

    return sorted(chains, key=appearance)


def _believable(chain: Chain, searched: Sequence[int]) -> bool:
    """Return whether a chain is a face; ``searched`` counts the looks before each number."""
    looks = searched[chain.last + 1] - searched[chain.places[0][0]]
    if looks == 1:
        return len(chain.places) > 1 and chain.scores >= _SURE
    often = chain.found >= max(_MIN_FOUND, _MIN_SHARE * looks)
    return often and chain.scores >= _STRONG * chain.found


def _matches(
    chains: list[Chain], look: Look, free: set[int], *, strong: bool
) -> list[tuple[Chain, int]]:
    """Return the pairs of chain and face that fit, nearest first, each once."""
    pairs = sorted(
        (distance, c, face)
        for c, chain in enumerate(chains)
        for face in free
        if (look.found[face].score >= _STRONG) == strong
        and (distance := _distance(chain, look.found[face].box, look.at)) is not None
    )
    chosen: dict[int, int] = {}
    for _, c, face in pairs:
        if c not in chosen and face not in chosen.values():
            chosen[c] = face
    return [(chains[c], face) for c, face in chosen.items()]


def _distance(chain: Chain, box: Box, at: float) -> float | None:
    """Return how badly a box fits a chain; None when it cannot be the same face."""
    growth = abs(log((box.area or 1e-9) / (chain.box.area or 1e-9))) / 2
    x, y = chain.expected(at)
    width, height = (chain.box.width + box.width) / 2, (chain.box.height + box.height) / 2
    away = hypot((box.center[0] - x) / (width or 1e-9), (box.center[1] - y) / (height or 1e-9))
    if away > _MAX_DISTANCE or growth > log(_MAX_GROWTH):
        return None
    return away + growth
