"""Faces in the picture, followed through time."""

from core.domain.base import Value
from core.domain.span import Span


class Box(Value):
    """A rectangle as shares of the picture, 0..1, from its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        return self.width * self.height


class Detection(Value):
    """One face at one time."""

    at: float
    box: Box
    score: float
    """0..1, as the detector believes."""
    mouth: float = 0.0
    """How much the mouth region moved since the detection before, 0..1."""


class Track(Value):
    """One face through one scene, in order of time."""

    id: int
    detections: tuple[Detection, ...]

    @property
    def span(self) -> Span:
        return Span(start=self.detections[0].at, end=self.detections[-1].at)


class SpeakerTurn(Value):
    """A time during which the face of a track is the one that speaks."""

    track: int
    span: Span


class FaceTracks(Value):
    """Every face of a recording."""

    engine: str
    sample_rate: float
    """Pictures looked at per second."""
    tracks: tuple[Track, ...] = ()
    speaking: tuple[SpeakerTurn, ...] = ()

    def within(self, span: Span) -> tuple[Track, ...]:
        """Return the tracks cut down to their detections inside the span."""
        cut = (
            Track(id=t.id, detections=tuple(d for d in t.detections if span.contains(d.at)))
            for t in self.tracks
        )
        return tuple(t for t in cut if t.detections)
