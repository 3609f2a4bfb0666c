import math
from typing import Any

import pytest

from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import (
    AudioPlan,
    CaptionPlan,
    CaptionWord,
    Censoring,
    ClipPlan,
    CropKey,
    EffectPlan,
    LayoutPlan,
    Panel,
    SceneLayout,
    SoundMark,
)
from core.domain.plan.checking import check_times, moments
from core.domain.span import Span
from core.errors import InvalidPlanError


def plan(**changes: Any) -> ClipPlan:
    values: dict[str, Any] = {
        "clip_id": "c",
        "title": "t",
        "source": Artifact(key="w/s.mp4", size=1),
        "media": MediaInfo(duration=100, width=1920, height=1080, fps=30, video_codec="h264"),
        "spans": (Span(start=10, end=20),),
    }
    return ClipPlan(**{**values, **changes})


def test_a_plan_inside_its_source_is_right() -> None:
    check_times(plan(spans=(Span(start=0, end=100.9), Span(start=5, end=6))))


def test_every_time_is_found() -> None:
    full = plan(
        layout=LayoutPlan(panels=(Panel(crop=(CropKey(at=11, x=0.5, y=0.5),)),)),
        captions=CaptionPlan(words=(CaptionWord(text="a", start=12, end=13),)),
    )

    assert dict(moments(full)) == {
        "spans.0.start": 10,
        "spans.0.end": 20,
        "layout.panels.0.crop.0.at": 11,
        "captions.words.0.start": 12,
        "captions.words.0.end": 13,
    }


OUT = Span(start=90, end=110)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spans": (Span(start=-1, end=5),)}, r"spans\.0\.start: -1\.00 s lies outside the source"),
        ({"spans": (OUT,)}, r"spans\.0\.end: 110\.00 s .* from 0 to 100\.00 s"),
        ({"spans": (Span(start=math.nan, end=5),)}, r"spans\.0\.start: nan is no time"),
        ({"spans": (Span(start=1, end=math.inf),)}, r"spans\.0\.end: inf is no time"),
        (
            {"layout": LayoutPlan(panels=(Panel(crop=(CropKey(at=200, x=0, y=0),)),))},
            r"layout\.panels\.0\.crop\.0\.at: 200",
        ),
        (
            {"layout": LayoutPlan(scenes=(SceneLayout(span=OUT),))},
            r"layout\.scenes\.0\.span\.end",
        ),
        (
            {"effects": (EffectPlan(name="x", span=Span(start=5, end=5)),)},
            r"effects\.0\.span: 5\.00-5\.00 s is empty",
        ),
        (
            {"captions": CaptionPlan(words=(CaptionWord(text="a", start=1, end=900),))},
            r"captions\.words\.0\.end: 900",
        ),
        (
            {"audio": AudioPlan(sounds=(SoundMark(name="x", at=-5),))},
            r"audio\.sounds\.0\.at: -5",
        ),
        (
            {"audio": AudioPlan(censoring=Censoring(spans=(OUT,)))},
            r"audio\.censoring\.spans\.0\.end",
        ),
    ],
)
def test_a_time_outside_the_source_is_refused_with_its_field(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        check_times(plan(**changes))
