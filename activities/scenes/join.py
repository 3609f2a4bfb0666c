"""Put together the scenes of the parts of a long recording. Pure."""

from collections.abc import Callable, Sequence

from activities.scenes.ends import end_to_end
from core.domain.box import Box
from core.domain.part import Part
from core.domain.scenes import Scenes
from core.domain.span import Span

Pieces = Sequence[tuple[Part, Scenes]]


def joined(pieces: Pieces, duration: float) -> Scenes:
    """Return the scenes of the whole recording; each part tells what lies in its own span."""
    cuts = [
        at
        for part, scenes in pieces
        for cut in scenes.cuts()
        if part.own.contains(at := cut + part.seen.start)
    ]
    return Scenes(
        engine=pieces[0][1].engine,
        scenes=end_to_end(cuts, duration),
        fades=_merged(pieces, lambda scenes: scenes.fades),
        black=_merged(pieces, lambda scenes: scenes.black),
        still=_merged(pieces, lambda scenes: scenes.still),
        picture=_around([scenes.picture for _, scenes in pieces]),
    )


def _merged(pieces: Pieces, kind: Callable[[Scenes], tuple[Span, ...]]) -> tuple[Span, ...]:
    """Return the spans of a kind, those that go on over a border in one."""
    found: list[Span] = []
    for part, scenes in pieces:
        for local in kind(scenes):
            span = local.shifted(part.seen.start)
            if not span.common(part.own):
                continue
            if found and span.start <= found[-1].end:
                span = Span(start=found[-1].start, end=max(span.end, found.pop().end))
            found.append(span)
    return tuple(found)


def _around(boxes: Sequence[Box | None]) -> Box | None:
    """Return the smallest box that holds all; None when one of them is the whole picture."""
    known = [box for box in boxes if box is not None]
    if len(known) < len(boxes) or not known:
        return None
    x, y = min(box.x for box in known), min(box.y for box in known)
    right = max(box.x + box.width for box in known)
    bottom = max(box.y + box.height for box in known)
    return Box(x=x, y=y, width=right - x, height=bottom - y)
