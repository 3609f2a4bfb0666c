"""Take passages out of a clip, and put one in front."""

from collections.abc import Sequence

from core.domain.plan import ClipPlan, TransitionPlan
from core.domain.span import Span
from core.errors import InvalidPlanError

# A cut that leaves less than this of a span would flash for a frame or two.
_SHORTEST = 0.1


def without(plan: ClipPlan, gaps: Sequence[Span]) -> ClipPlan:
    """Return the plan without these seconds of the source; what remains closes up.

    Transitions stay at the joins that they belong to.

    Raises:
        InvalidPlanError: nothing remains.
    """
    pieces = [(n, piece) for n, span in enumerate(plan.spans) for piece in _rest(span, gaps)]
    if not pieces:
        raise InvalidPlanError("nothing of the clip would remain; leave some of it")
    owners = [number for number, _ in pieces]
    moved = [
        transition.model_copy(update={"after": place})
        for transition in plan.transitions
        if (place := _last(owners, transition)) is not None
    ]
    spans = tuple(piece for _, piece in pieces)
    return plan.model_copy(update={"spans": spans, "transitions": tuple(moved)})


def opened_with(plan: ClipPlan, moment: Span) -> ClipPlan:
    """Return the plan with a moment in front, and everything else after it."""
    later = tuple(t.model_copy(update={"after": t.after + 1}) for t in plan.transitions)
    return plan.model_copy(update={"spans": (moment, *plan.spans), "transitions": later})


def _rest(span: Span, gaps: Sequence[Span]) -> list[Span]:
    """Return what remains of a span."""
    rest = [span]
    for gap in gaps:
        rest = [piece for one in rest for piece in _apart(one, gap)]
    return [piece for piece in rest if piece.duration >= min(_SHORTEST, span.duration)]


def _apart(span: Span, gap: Span) -> list[Span]:
    if not span.overlaps(gap):
        return [span]
    before = Span(start=span.start, end=max(span.start, gap.start))
    after = Span(start=min(span.end, gap.end), end=span.end)
    return [piece for piece in (before, after) if piece.duration > 0]


def _last(owners: Sequence[int], transition: TransitionPlan) -> int | None:
    """Return the new number of the span after which a transition comes; None without a join."""
    places = [place for place, owner in enumerate(owners) if owner == transition.after]
    return places[-1] if places and places[-1] < len(owners) - 1 else None
