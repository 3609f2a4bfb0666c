"""What a clip will cost to render, told before it is done."""

import os
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from activities.render import staging, timing
from core.domain.base import StrictValue, Value
from core.domain.plan import ClipPlan
from core.domain.span import Span

_FILE = Path(__file__).with_name("costs.toml")

# What the costs of the file are measured at.
_PIXELS, _FPS = 1080 * 1920, 30
_ZOOMS = frozenset({"smooth_zoom", "ken_burns", "pulse"})
# Encoders of other machines were not measured: they take at most what this one takes.
_ENCODER = "x264"


class Cost(Value):
    """What one step of a rendering costs."""

    field: str
    """Of the plan, which asks for it."""
    name: str
    seconds: float
    """That it takes here."""
    dollars: float = 0.0
    """What a service asks for it, in US dollars."""
    costly: bool = False
    """Is it a step that people should think about?"""


class Estimate(Value):
    """What a clip will cost, about. What is kept from an earlier version costs nothing again."""

    seconds: float
    dollars: float
    costs: tuple[Cost, ...]

    def costly(self) -> tuple[Cost, ...]:
        """Return the steps that people should think about."""
        return tuple(cost for cost in self.costs if cost.costly)


class _Picture(StrictValue):
    draft: float
    standard: float
    best: float
    threads: int


class _Step(StrictValue):
    seconds: float
    threads: int
    costly: bool = False
    dollars: float = Field(default=0.0, ge=0)


class _Costs(StrictValue):
    picture: dict[str, _Picture]
    step: dict[str, _Step]


def estimate(plan: ClipPlan, *, cores: int | None = None) -> Estimate:
    """Return what a plan will cost on a machine of so many cores, of this one for None.

    Within about a factor of two: machines differ, and so do pictures.
    """
    known, cores = _costs(), cores or os.cpu_count() or 1
    costs = [_picture(plan, known, cores)]
    costs += [
        Cost(
            field=field,
            name=name,
            seconds=round(
                long * known.step[name].seconds / min(cores, known.step[name].threads), 2
            ),
            dollars=round(long * known.step[name].dollars, 4),
            costly=known.step[name].costly,
        )
        for field, name, long in _steps(plan)
    ]
    return Estimate(
        seconds=round(sum(cost.seconds for cost in costs), 1),
        dollars=round(sum(cost.dollars for cost in costs), 2),
        costs=tuple(costs),
    )


def added(before: ClipPlan, after: ClipPlan) -> tuple[Cost, ...]:
    """Return the costly steps of a plan that another did not have, or had shorter."""
    had = {(cost.field, cost.name): cost.seconds for cost in estimate(before).costly()}
    return tuple(
        cost
        for cost in estimate(after).costly()
        if cost.seconds > had.get((cost.field, cost.name), 0.0)
    )


@lru_cache(maxsize=1)
def _costs() -> _Costs:
    return _Costs.model_validate(tomllib.loads(_FILE.read_text()))


def _picture(plan: ClipPlan, known: _Costs, cores: int) -> Cost:
    output = plan.output
    row = known.picture.get(output.encoder, known.picture[_ENCODER])
    each = {"draft": row.draft, "standard": row.standard, "best": row.best}[output.profile]
    seconds = each * plan.duration * _size(plan) / min(cores, row.threads)
    return Cost(
        field="output", name=f"{output.encoder} {output.profile}", seconds=round(seconds, 2)
    )


def _size(plan: ClipPlan) -> float:
    """Return how many pixels a second has, as a share of what was measured."""
    output = plan.output
    return output.width * output.height * output.fps / (_PIXELS * _FPS)


def _steps(plan: ClipPlan) -> Iterator[tuple[str, str, float]]:
    """Yield the steps besides the picture: their fields, names, and seconds of usual pictures."""
    drawn = _size(plan) * (0.25 if plan.output.profile == "draft" else 1.0)
    yield "audio", "sound", plan.duration
    if plan.audio.denoise is not None and plan.audio.denoise in _costs().step:
        yield "audio.denoise", plan.audio.denoise, plan.duration
    if plan.green_screen is not None:
        engine = plan.green_screen.engine
        name = engine if engine in _costs().step else "selfie"
        yield "green_screen", "screen" if engine is None else str(name), plan.duration * drawn
    if plan.eye_contact is not None:
        known = plan.eye_contact in _costs().step
        yield "eye_contact", plan.eye_contact if known else "iris", plan.duration * drawn
    for number, effect in enumerate(plan.effects):
        if effect.name in _ZOOMS:
            yield f"effects.{number}", "zoom", _shown(plan, effect.span) * drawn
    for number, footage in enumerate(plan.broll):
        yield f"broll.{number}", "broll", _shown(plan, footage.span) * drawn


def _shown(plan: ClipPlan, span: Span | None) -> float:
    """Return how many seconds of the clip show a span of the source."""
    frames = sum(last - first for first, last in staging.stretches(plan, span))
    return frames / plan.output.fps if timing.frame_count(plan) else 0.0
