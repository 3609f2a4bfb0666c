"""Faces and recordings made by hand, for the tests of this room."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core.domain.box import Box
from core.domain.faces import Detection, FaceTracks, SpeakerTurn, Track
from core.domain.media import MediaInfo
from core.domain.scenes import Scenes
from core.domain.span import Span

RATE = 5.0
"""Detections per second."""


def media(width: int = 1920, height: int = 1080, duration: float = 100.0) -> MediaInfo:
    return MediaInfo(
        duration=duration, width=width, height=height, fps=30, video_codec="h264", audio_codec="aac"
    )


def track(
    number: int,
    way: Sequence[tuple[float, float]],
    *,
    y: float = 0.4,
    size: tuple[float, float] = (0.08, 0.14),
) -> Track:
    """Return a face whose centre goes straight from one (time, x) to the next."""
    times = np.arange(way[0][0], way[-1][0] + 1e-9, 1 / RATE)
    places = np.interp(times, [at for at, _ in way], [x for _, x in way])
    return Track(
        id=number,
        detections=tuple(
            Detection(at=float(at), score=0.9, box=_box(float(x), y, size=size))
            for at, x in zip(times, places, strict=True)
        ),
    )


def still(number: int, x: float, start: float = 0.0, end: float = 100.0) -> Track:
    return track(number, [(start, x), (end, x)])


def _box(x: float, y: float, *, size: tuple[float, float]) -> Box:
    return Box(x=x - size[0] / 2, y=y - size[1] / 2, width=size[0], height=size[1])


def faces(*tracks: Track, speaking: Sequence[tuple[int, float, float]] = ()) -> FaceTracks:
    turns = (SpeakerTurn(track=who, span=Span(start=a, end=b)) for who, a, b in speaking)
    return FaceTracks(engine="test", sample_rate=RATE, tracks=tracks, speaking=tuple(turns))


def scenes(*cuts: float, end: float = 100.0) -> Scenes:
    edges = [0.0, *cuts, end]
    spans = (Span(start=a, end=b) for a, b in pairwise(edges))
    return Scenes(engine="test", scenes=tuple(spans))
