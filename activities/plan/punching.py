"""Hide a jump of the picture: every second piece is seen from a little nearer."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.domain.plan import (
    MIDDLE,
    ClipPlan,
    CropKey,
    EffectPlan,
    Framing,
    LayoutPlan,
    Panel,
    standing,
)
from core.domain.span import Span

# Enough that the eye takes the jump for another camera, little enough that nothing is lost.
_NEARER = 0.88
_SMALLEST = 0.1
# Layouts whose cameras stand still take no keys; an effect does it.
_STILL = frozenset({"fit", "fixed"})
_EFFECT = "snap_zoom"
_SAME = 1e-6


def punched(plan: ClipPlan, gaps: Sequence[Span], *, cuts: Sequence[float] = ()) -> ClipPlan:
    """Return the plan with a small zoom on every second piece between the gaps cut out of it.

    A join in whose gap the picture of the source changes anyway, at one of ``cuts``, hides
    itself, as does one where the plan always had a join.
    """
    nearer = sorted(set(_nearer(plan.spans, gaps, cuts)), key=lambda span: span.start)
    if not nearer:
        return plan
    still = [span for span in nearer if _framing(plan.layout, span.start).name in _STILL]
    effects = tuple(EffectPlan(name=_EFFECT, span=span) for span in still)
    scenes = tuple(
        scene.model_copy(update={"panels": _panels(scene, nearer)}) for scene in plan.layout.scenes
    )
    layout = plan.layout.model_copy(
        update={"panels": _panels(plan.layout, nearer), "scenes": scenes}
    )
    return plan.model_copy(update={"layout": layout, "effects": (*plan.effects, *effects)})


def _nearer(spans: Sequence[Span], gaps: Sequence[Span], cuts: Sequence[float]) -> Iterator[Span]:
    near = False
    for before, after in pairwise(spans):
        gap = Span(start=before.end, end=max(before.end, after.start))
        jumps = any(_alike(gap, one) for one in gaps)
        hidden = any(gap.start <= cut <= gap.end for cut in cuts)
        near = jumps and not hidden and not near
        if near:
            yield after


def _alike(gap: Span, other: Span) -> bool:
    return gap.start >= other.start - _SAME and gap.end <= other.end + _SAME and gap.duration > 0


def _framing(layout: LayoutPlan, at: float) -> Framing:
    return next((scene for scene in layout.scenes if scene.span.contains(at)), layout)


def _panels(framing: Framing, nearer: Sequence[Span]) -> tuple[Panel, ...]:
    if framing.name in _STILL:
        return framing.panels
    panels = framing.panels or (Panel(),)
    return tuple(panel.model_copy(update={"crop": _keys(panel.crop, nearer)}) for panel in panels)


def _keys(crop: Sequence[CropKey], nearer: Sequence[Span]) -> tuple[CropKey, ...]:
    path = sorted(crop, key=lambda key: key.at) or [MIDDLE]
    borders = {at for span in nearer for at in (span.start, span.end)}
    ways = [key for key in path if all(abs(key.at - at) >= _SAME for at in borders)]
    stops = [standing(path, at) for at in borders]
    keys = [_sized(key, _share(key.at, nearer)) for key in (*ways, *stops)]
    first = min(key.at for key in keys)
    if path[0].at > first > 0:
        keys.append(path[0].model_copy(update={"at": 0.0, "ease": 0.0}))
    return tuple(sorted(keys, key=lambda key: key.at))


def _share(at: float, nearer: Sequence[Span]) -> float:
    return _NEARER if any(span.contains(at) for span in nearer) else 1.0


def _sized(key: CropKey, share: float) -> CropKey:
    return key.model_copy(update={"size": max(_SMALLEST, key.size * share)})
