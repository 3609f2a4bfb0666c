"""A plan to edit: nine words, a second each, of which the clip shows ten seconds."""

from typing import Any

from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import CaptionPlan, CaptionWord, ClipPlan
from core.domain.span import Span

SECONDS = 100.0
WORDS = tuple(
    CaptionWord(text=f"word{n}", start=10.2 + n, end=10.9 + n, speaker="S1") for n in range(9)
)


def talk(*spans: tuple[float, float], **changes: Any) -> ClipPlan:
    """Return the plan, over other spans if some are given."""
    values: dict[str, Any] = {
        "clip_id": "c",
        "title": "A talk",
        "source": Artifact(key="w/s.mp4", size=1),
        "media": MediaInfo(duration=SECONDS, width=1920, height=1080, fps=30, video_codec="h264"),
        "spans": tuple(Span(start=a, end=b) for a, b in spans or ((10.0, 20.0),)),
        "captions": CaptionPlan(words=WORDS),
    }
    return ClipPlan(**{**values, **changes})


def shown(plan: ClipPlan) -> list[tuple[float, float]]:
    """Return the spans of a plan as pairs."""
    return [(span.start, span.end) for span in plan.spans]


def written(plan: ClipPlan) -> list[str]:
    """Return what the captions say."""
    return [word.text for word in plan.captions.words] if plan.captions else []
