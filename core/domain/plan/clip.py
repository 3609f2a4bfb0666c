"""The plan of one clip."""

from collections.abc import Sequence
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
from core.domain.plan.overlays import BRoll, GreenScreen, Sticker
from core.domain.plan.thumbnail import ThumbnailPlan
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
    eye_contact: str | None = None
    """A name in the catalogue of engines that turn eyes to the camera; None leaves them."""
    green_screen: GreenScreen | None = None
    broll: tuple[BRoll, ...] = ()
    """Footage over the picture of the source. It does not overlap."""
    effects: tuple[EffectPlan, ...] = ()
    stickers: tuple[Sticker, ...] = ()
    """The later ones lie on the earlier ones."""
    hook: HookPlan | None = None
    captions: CaptionPlan | None = CaptionPlan()
    audio: AudioPlan = AudioPlan()
    brand: BrandPlan | None = None
    output: OutputPlan = OutputPlan()
    thumbnail: ThumbnailPlan = ThumbnailPlan()
    markers: tuple[Marker, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for number, span in enumerate(self.spans):
            if span.duration <= 0:
                raise ValueError(f"spans.{number}: {_told(span)} is empty; give it a length")
        _check_apart("layout.scenes", [scene.span for scene in self.layout.scenes])
        _check_apart("broll", [footage.span for footage in self.broll])
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


def _check_apart(field: str, spans: Sequence[Span]) -> None:
    for first, second in pairwise(sorted(spans, key=lambda span: span.start)):
        if first.overlaps(second):
            raise ValueError(f"{field}: {_told(first)} and {_told(second)} overlap")


def _told(span: Span) -> str:
    return f"{span.start:.2f}-{span.end:.2f} s"
