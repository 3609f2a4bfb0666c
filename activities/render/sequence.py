"""The clip as a row: what is framed alike, and the joins over which one piece becomes the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.render import timing
from activities.render.timing import Piece
from core.domain.plan import ClipPlan, Framing, LayoutPlan, TransitionPlan

# A picture needs a frame of each side, or it is a cut.
_SHORTEST = 2


@dataclass(frozen=True)
class Run:
    """Pieces that lie end to end in the clip and are framed alike."""

    framing: Framing
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Join:
    """The frames over which one piece becomes the next. Each side has all of them."""

    transition: str
    first: int
    """Number of its first frame in the clip."""
    last: int
    """Number of the frame after its last."""
    before: tuple[Run, ...]
    after: tuple[Run, ...]


Part = Run | Join


@dataclass(frozen=True)
class _Overlap:
    transition: str
    first: int
    last: int


def sequence(plan: ClipPlan) -> list[Part]:
    """Return the parts of the clip, end to end, from its first to its last frame.

    A transition takes as much from the one piece as from the next, and never so much that
    it meets another one: it becomes shorter.
    """
    found, fps = timing.pieces(plan), plan.output.fps
    overlaps = _overlaps(plan, found)
    parts: list[Part] = []
    row: list[Piece] = []
    for number, piece in enumerate(found):
        entered, left = overlaps.get(number), overlaps.get(number + 1)
        if entered is not None:
            parts += [*_runs(plan.layout, row, fps)]
            parts.append(_join(plan.layout, entered, (found[number - 1], piece), fps))
            row = []
        begin = entered.last if entered else piece.first
        end = left.first if left else piece.last
        if end > begin:
            row.append(piece.part(begin, end, fps))
    return [*parts, *_runs(plan.layout, row, fps)]


def heads(parts: Sequence[Part], plan: ClipPlan) -> dict[int, float]:
    """Return the seconds that are shown before spans begin, by the numbers of the spans."""
    firsts = {piece.index: piece.first for piece in timing.pieces(plan)}
    shown = (
        piece
        for part in parts
        if isinstance(part, Join)
        for run in part.after
        for piece in run.pieces
    )
    return {
        piece.index: (firsts[piece.index] - piece.first) / plan.output.fps
        for piece in reversed(list(shown))
        if piece.first < firsts[piece.index]
    }


def _overlaps(plan: ClipPlan, found: Sequence[Piece]) -> dict[int, _Overlap]:
    """Return the joins that are more than a cut, by the place in the row of the piece after."""
    answer = {}
    for number in range(1, len(found)):
        before, after = found[number - 1], found[number]
        named = _between(plan.transitions, before, after)
        if named is None:
            continue
        frames = min(timing.nearest(named.seconds * plan.output.fps), before.frames, after.frames)
        if frames >= _SHORTEST:
            first = after.first - frames // 2
            answer[number] = _Overlap(named.name, first, first + frames)
    return answer


def _between(
    transitions: Sequence[TransitionPlan], before: Piece, after: Piece
) -> TransitionPlan | None:
    """Return the transition between two pieces; spans too short for a frame are not there."""
    return next((t for t in transitions if before.index <= t.after < after.index), None)


def _join(layout: LayoutPlan, overlap: _Overlap, sides: tuple[Piece, Piece], fps: int) -> Join:
    first, last = overlap.first, overlap.last
    before, after = (tuple(_runs(layout, [side.part(first, last, fps)], fps)) for side in sides)
    return Join(overlap.transition, first, last, before, after)


def _runs(layout: LayoutPlan, row: Sequence[Piece], fps: int) -> list[Run]:
    """Return pieces that lie end to end, divided where their framing changes."""
    answer: list[Run] = []
    for piece in row:
        for framing, part in _framed(layout, piece, fps):
            before = answer.pop().pieces if answer and answer[-1].framing is framing else ()
            answer.append(Run(framing, (*before, part)))
    return answer


def _framed(layout: LayoutPlan, piece: Piece, fps: int) -> list[tuple[Framing, Piece]]:
    """Return the parts of a piece with what frames them."""
    answer: list[tuple[Framing, Piece]] = []
    at = piece.first
    for scene in sorted(layout.scenes, key=lambda scene: scene.span.start):
        begin = min(max(piece.frame(scene.span.start, fps), at), piece.last)
        end = min(max(piece.frame(scene.span.end, fps), begin), piece.last)
        if begin > at:
            answer.append((layout, piece.part(at, begin, fps)))
        if end > begin:
            answer.append((scene, piece.part(begin, end, fps)))
        at = end
    if piece.last > at:
        answer.append((layout, piece.part(at, piece.last, fps)))
    return answer
