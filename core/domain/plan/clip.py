"""The plan of one clip."""

from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from core.domain.artifact import Artifact
from core.domain.base import StrictValue
from core.domain.media import MediaInfo
from core.domain.plan.audio import AudioPlan
from core.domain.plan.brand import BrandPlan
from core.domain.plan.captions import CaptionPlan
from core.domain.plan.effects import EffectPlan, HookPlan, TransitionPlan
from core.domain.plan.layout import LayoutPlan
from core.domain.plan.marker import Marker
from core.domain.plan.output import OutputPlan
from core.domain.span import Span

VERSION: Literal[2] = 2


class ClipPlan(StrictValue):
    """Everything that decides what a clip looks and sounds like."""

    version: Literal[2] = VERSION
    clip_id: str
    title: str
    source: Artifact
    media: MediaInfo
    spans: tuple[Span, ...] = Field(min_length=1)
    """The parts of the source, in the order in which they are shown. One may come twice: a
    cold open shows the best moment first, and again in its place."""
    layout: LayoutPlan = LayoutPlan()
    transitions: tuple[TransitionPlan, ...] = ()
    effects: tuple[EffectPlan, ...] = ()
    hook: HookPlan | None = None
    captions: CaptionPlan | None = CaptionPlan()
    audio: AudioPlan = AudioPlan()
    brand: BrandPlan | None = None
    output: OutputPlan = OutputPlan()
    markers: tuple[Marker, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for number, span in enumerate(self.spans):
            if span.duration <= 0:
                raise ValueError(f"spans.{number}: {_told(span)} is empty; give it a length")
        scenes = sorted(self.layout.scenes, key=lambda scene: scene.span.start)
        for first, second in pairwise(scenes):
            if first.span.overlaps(second.span):
                raise ValueError(
                    f"layout.scenes: {_told(first.span)} and {_told(second.span)} overlap"
                )
        last = len(self.spans) - 2
        for transition in self.transitions:
            if transition.after > last:
                raise ValueError(f"transitions: there is no span after number {transition.after}")
        return self

    @property
    def duration(self) -> float:
        """Return the seconds of the clip without its outro."""
        return sum(span.duration for span in self.spans)

    def clip_time(self, at: float) -> float | None:
        """Return the first time of the clip that shows a time of the source; None without one."""
        before = 0.0
        for span in self.spans:
            if span.start <= at <= span.end:
                return before + at - span.start
            before += span.duration
        return None


def _told(span: Span) -> str:
    return f"{span.start:.2f}-{span.end:.2f} s"
