from typing import Any

import pytest

from activities.render import names
from core.domain.plan import (
    AudioPlan,
    BrandPlan,
    CaptionPlan,
    EffectPlan,
    LayoutPlan,
    OutputPlan,
    SceneLayout,
    SoundMark,
    TransitionPlan,
)
from core.domain.span import Span
from core.errors import InvalidPlanError
from tests.activities.render.footage import media, plan

SPAN = Span(start=0, end=1)


def test_a_plan_of_known_names_is_right() -> None:
    output = OutputPlan(platform="tiktok")

    names.check(plan((0, 1), media=media(2), output=output, captions=CaptionPlan()))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"captions": CaptionPlan(style="x")}, r"captions\.style: .*'x'.*karaoke"),
        ({"layout": LayoutPlan(name="x")}, r"layout\.name: .*'x'.*follow"),
        (
            {"layout": LayoutPlan(scenes=(SceneLayout(span=SPAN, name="x"),))},
            r"layout\.scenes\.0\.name: .*follow",
        ),
        ({"effects": (EffectPlan(name="x"),)}, r"effects\.0\.name: no effect is named 'x'"),
        ({"output": OutputPlan(encoder="x")}, r"output\.encoder: .*x264"),
        ({"output": OutputPlan(platform="nobody")}, r"output\.platform: .*tiktok"),
        ({"audio": AudioPlan(denoise="x")}, r"audio\.denoise: .*ffmpeg"),
        ({"audio": AudioPlan(sounds=(SoundMark(name="x", at=0),))}, r"audio\.sounds\.0\.name"),
        ({"brand": BrandPlan(font="x")}, r"brand\.font: .*montserrat"),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused_with_its_field_and_what_there_is(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        names.check(plan((0, 1), media=media(2), **changes))


def test_a_transition_that_is_not_there_is_refused() -> None:
    cut = plan((0, 1), (1, 2), media=media(2), transitions=(TransitionPlan(name="x", after=0),))

    with pytest.raises(InvalidPlanError, match=r"transitions\.0\.name: no transition is named"):
        names.check(cut)
