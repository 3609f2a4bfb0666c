"""What is done to the picture of a clip after it is laid out, in order, and on which frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from activities import catalog
from activities.render import safe_area, timing
from activities.render.base import Effect, Inputs, Scope, Stream
from activities.render.branding import logo, watermark
from activities.render.branding.hook import Hook
from activities.render.branding.logo import Placed
from activities.render.branding.outro import Outro
from activities.render.branding.watermark import Marked
from activities.render.overlays.broll import Footage
from activities.render.overlays.eye_contact import Turned
from activities.render.overlays.green_screen import Replaced
from activities.render.overlays.sticker import Stuck
from core.domain.plan import ClipPlan
from core.domain.plan.effects import Option
from core.domain.span import Span


@dataclass(frozen=True)
class Applied:
    """An effect on a stretch of the clip."""

    effect: Effect
    scope: Scope


@dataclass(frozen=True)
class Stage:
    """The clip that is dressed."""

    plan: ClipPlan
    inputs: Inputs
    files: Mapping[str, str] = field(default_factory=dict)
    """Absolute paths of the stored files that the plan names, by their keys."""

    def scope(self, first: int, last: int, options: Mapping[str, Option] | None = None) -> Scope:
        """Return the scope of what changes the frames from one up to another."""
        output = self.plan.output
        return Scope(
            width=output.width,
            height=output.height,
            fps=output.fps,
            first=first,
            last=last,
            frames=timing.frame_count(self.plan),
            page=safe_area.page(output.width, output.height, output.platform),
            inputs=self.inputs,
            options=options or {},
            files=self.files,
            brand=self.plan.brand,
        )


def before_captions(stage: Stage) -> list[Applied]:
    """Return what captions stand over.

    Other eyes, another background, other footage, the effects of the plan in its order, its
    stickers, its hook.
    """
    plan = stage.plan
    effects = [
        Applied(catalog.EFFECTS.load(wanted.name)(), stage.scope(first, last, wanted.options))
        for wanted in plan.effects
        for first, last in stretches(plan, wanted.span)
    ]
    footage = [
        Applied(Footage(wanted, number), stage.scope(first, last))
        for number, wanted in enumerate(plan.broll)
        for first, last in stretches(plan, wanted.span)
    ]
    stickers = [
        Applied(Stuck(wanted, number), stage.scope(first, last))
        for number, wanted in enumerate(plan.stickers)
        for first, last in stretches(plan, wanted.span)
    ]
    return [*_people(stage), *footage, *effects, *stickers, *_hook(stage)]


def after_captions(stage: Stage) -> list[Applied]:
    """Return what stands over everything else: logo, watermark, and the outro after the end."""
    plan, brand = stage.plan, stage.plan.brand
    if brand is None:
        return []
    found: list[Effect] = []
    if brand.logo is not None:
        found.append(Placed(brand.logo))
    if brand.watermark is not None:
        found.append(Marked(brand.watermark, _away(plan)))
    if brand.outro is not None:
        found.append(Outro(brand.outro, timing.outro_frames(plan)))
    whole = stage.scope(0, timing.frame_count(plan))
    return [Applied(effect, whole) for effect in found]


def _people(stage: Stage) -> list[Applied]:
    """Return what is done to people themselves: their eyes, and what is behind them."""
    plan = stage.plan
    found: list[Effect] = [Turned()] if plan.eye_contact is not None else []
    if plan.green_screen is not None:
        found.append(Replaced(plan.green_screen))
    whole = stage.scope(0, timing.frame_count(plan))
    return [Applied(effect, whole) for effect in found]


def _hook(stage: Stage) -> list[Applied]:
    plan, brand = stage.plan, stage.plan.brand
    if plan.hook is None:
        return []
    place = _away(plan)
    frames = min(timing.nearest(plan.hook.seconds * plan.output.fps), timing.frame_count(plan))
    scope = stage.scope(0, frames)
    page = scope.page
    if brand is not None and brand.logo is not None:
        page = logo.beside(page, brand.logo, place)
    if brand is not None and brand.watermark is not None:
        page = watermark.beside(page, place)
    return [Applied(Hook(plan.hook, place), replace(scope, page=page))]


def _away(plan: ClipPlan) -> str:
    """Return at which end of the safe area no captions stand."""
    return "bottom" if plan.captions is not None and plan.captions.place == "top" else "top"


def dressed(picture: Stream, row: Sequence[Applied]) -> Stream:
    """Return the picture after one effect after the other."""
    for applied in row:
        picture = applied.effect.apply(picture, applied.scope)
    return picture


def stretches(plan: ClipPlan, span: Span | None) -> list[tuple[int, int]]:
    """Return where in the clip a span of the source is seen, as half-open ranges of frames.

    None is the whole clip. A span that is cut in pieces that lie end to end is one stretch.
    """
    if span is None:
        return [(0, timing.frame_count(plan))]
    answer: list[tuple[int, int]] = []
    for piece in timing.pieces(plan):
        first = max(piece.first, piece.frame(span.start, plan.output.fps))
        last = min(piece.last, piece.frame(span.end, plan.output.fps))
        if last <= first:
            continue
        if answer and answer[-1][1] == first:
            first = answer.pop()[0]
        answer.append((first, last))
    return answer
