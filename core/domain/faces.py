"""Faces in the picture, followed through time."""

from typing import Literal

from pydantic.dataclasses import dataclass

from core.domain.base import Value
from core.domain.box import Box
from core.domain.span import Span


@dataclass(frozen=True, slots=True)
class Detection:
    """One face at one time. Hours hold a hundred thousand, so it has no room for anything else."""

    at: float
    box: Box
    score: float
    """0..1, as the detector believes."""
    mouth: float = 0.0
    """How much the mouth region moved since the detection before, 0..1."""


class Track(Value):
    """One face, or one body without a face, through one scene, in order of time."""

    id: int
    detections: tuple[Detection, ...]
    person: int = 0
    """Whose face it is: the same number for the same person in every scene; 0 when unknown."""
    kind: Literal["face", "body"] = "face"
    look: tuple[float, ...] = ()
    """What the face looks like, as a vector of length 1; empty when it was not measured."""

    @property
    def span(self) -> Span:
        return Span(start=self.detections[0].at, end=self.detections[-1].at)


class SpeakerTurn(Value):
    """A time during which the face of a track is the one that speaks."""

    track: int
    span: Span


class View(Value):
    """What kind of picture a stretch of the recording shows."""

    span: Span
    kind: Literal["camera", "screen", "game", "still"]
    """People before a camera; slides or a shared screen; a game; a picture that does not move."""
    inset: Box | None = None
    """Where a small picture of the speaker lies in a screen or a game; None when there is none."""


class FaceTracks(Value):
    """Every face of a recording."""

    engine: str
    sample_rate: float
    """Pictures looked at per second."""
    tracks: tuple[Track, ...] = ()
    speaking: tuple[SpeakerTurn, ...] = ()
    """In order of time; at no time does more than one face speak."""
    views: tuple[View, ...] = ()
    """End to end; empty means a camera throughout."""

    def within(self, span: Span) -> tuple[Track, ...]:
        """Return the tracks cut down to their detections inside the span."""
        cut = (
            t.model_copy(
                update={"detections": tuple(d for d in t.detections if span.contains(d.at))}
            )
            for t in self.tracks
        )
        return tuple(t for t in cut if t.detections)
