"""What is done to the picture besides framing it."""

from pydantic import Field

from core.domain.base import StrictValue
from core.domain.span import Span

Option = str | float | bool


class EffectPlan(StrictValue):
    """One effect."""

    name: str
    """A name in the catalogue of effects."""
    span: Span | None = None
    """Seconds of the source; None for the whole clip."""
    options: dict[str, Option] = Field(default_factory=dict)
    """What the effect lets choose; what is left out takes the effect's own value."""


class TransitionPlan(StrictValue):
    """How one span of the plan becomes the next. Without one it is a cut."""

    name: str
    """A name in the catalogue of transitions."""
    after: int = Field(ge=0)
    """The index of the span after which it comes."""
    seconds: float = Field(default=0.4, gt=0, le=2)
    """How long it lasts. It takes as much from the end of the one span and the start of the
    next, so that the clip does not become shorter."""


class HookPlan(StrictValue):
    """The words that open the clip, so that people stay."""

    text: str = Field(min_length=1, max_length=120)
    seconds: float = Field(default=3.0, ge=1, le=8)
    """From the start of the clip."""
