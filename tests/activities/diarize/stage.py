"""Scenes with faces that speak and voices that are heard, of which everything is known."""

from collections.abc import Sequence

import numpy as np

from core.domain.box import Box
from core.domain.faces import Detection, FaceTracks, SpeakerTurn, Track
from core.domain.span import Span
from core.domain.voices import Voice, Voices, VoiceTurn

RATE = 10.0
"""Looks at the picture per second."""
SPEAKS, RESTS = 0.05, 0.005
"""How a mouth moves that speaks, and one that does not."""

Spoken = tuple[float, float, str]
"""Start and end in seconds, and whose voice."""


def voices(*turns: Spoken, duration: float = 200.0) -> Voices:
    ids = sorted({who for _, _, who in turns})
    return Voices(
        engine="e",
        duration=duration,
        voices=tuple(Voice(id=who) for who in ids),
        turns=tuple(VoiceTurn(voice=who, span=Span(start=a, end=b)) for a, b, who in turns),
    )


def track(
    number: int,
    start: float,
    end: float,
    *,
    moves: Sequence[tuple[float, float]] = (),
    person: int = 0,
    seed: int = 0,
) -> Track:
    """Return a face that is seen from start to end and whose mouth moves at times."""
    chance = np.random.default_rng(seed + number)
    looks = []
    for at in np.arange(start, end, 1 / RATE):
        speaks = any(a <= at < b for a, b in moves)
        mouth = (SPEAKS if speaks else RESTS) * chance.uniform(0.3, 1.7)
        box = Box(x=0.1, y=0.1, width=0.2, height=0.3)
        looks.append(Detection(at=round(float(at), 3), box=box, score=0.9, mouth=float(mouth)))
    return Track(id=number, detections=tuple(looks), person=person)


def faces(tracks: Sequence[Track], *speaking: tuple[float, float, int]) -> FaceTracks:
    return FaceTracks(
        engine="e",
        sample_rate=RATE,
        tracks=tuple(tracks),
        speaking=tuple(
            SpeakerTurn(track=number, span=Span(start=a, end=b)) for a, b, number in speaking
        ),
    )


def speaking(found: FaceTracks) -> list[tuple[float, float, int]]:
    return [(turn.span.start, turn.span.end, turn.track) for turn in found.speaking]
