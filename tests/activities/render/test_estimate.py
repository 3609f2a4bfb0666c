from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities import catalog
from activities.render import estimate as module
from activities.render.estimate import added, estimate
from core.domain.artifact import Artifact
from core.domain.plan import AudioPlan, BRoll, ClipPlan, EffectPlan, GreenScreen, OutputPlan
from core.domain.span import Span
from tests.activities.render.footage import media, plan

FULL = OutputPlan()
SCREEN = GreenScreen(colour="#000000")
PERSON = GreenScreen(engine="selfie")
BROLL = (BRoll(file=Artifact(key="w/b", size=1), span=Span(start=1, end=4)),)


def made(**changes: Any) -> ClipPlan:
    return plan((0, 10), media=media(60), **{"output": FULL, **changes})


def test_an_ordinary_clip_costs_its_picture_and_sound_and_no_money() -> None:
    found = estimate(made(), cores=2)

    assert [cost.field for cost in found.costs] == ["output", "audio"]
    assert found.seconds == pytest.approx(sum(cost.seconds for cost in found.costs), abs=0.1)
    assert found.dollars == 0
    assert found.costly() == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"green_screen": SCREEN}, "green_screen"),
        ({"green_screen": PERSON}, "green_screen"),
        ({"broll": BROLL}, "broll.0"),
        ({"audio": AudioPlan(denoise="deepfilternet")}, "audio.denoise"),
    ],
)
def test_a_costly_step_is_told_with_its_field(changes: dict[str, Any], field: str) -> None:
    before, after = made(), made(**changes)

    (new,) = added(before, after)

    assert (new.field, new.costly) == (field, True)
    assert new.seconds > 0
    assert estimate(after, cores=2).seconds > estimate(before, cores=2).seconds
    assert added(after, after) == added(after, before) == ()


def test_a_zoom_costs_something_but_is_nothing_to_think_about() -> None:
    zoomed = made(effects=(EffectPlan(name="smooth_zoom", span=Span(start=0, end=2)),))

    assert added(made(), zoomed) == ()
    assert estimate(zoomed, cores=2).seconds > estimate(made(), cores=2).seconds


def test_footage_costs_for_as_long_as_it_is_seen() -> None:
    seen, hidden = made(broll=BROLL), made(broll=BROLL, spans=(Span(start=5, end=9),))

    assert estimate(seen, cores=1).costly()[0].seconds == pytest.approx(3 * 0.9, abs=0.05)
    assert estimate(hidden, cores=1).costly()[0].seconds == 0


def test_more_cores_help_where_a_step_can_use_them() -> None:
    one, two, many = (estimate(made(green_screen=PERSON), cores=n) for n in (1, 2, 64))

    assert one.costs[0].seconds == pytest.approx(2 * two.costs[0].seconds, abs=0.02)
    assert one.costs[-1].seconds == two.costs[-1].seconds == many.costs[-1].seconds
    assert estimate(made()).seconds > 0


@given(
    st.sampled_from(["draft", "standard", "best"]),
    st.sampled_from(catalog.ENCODERS.every()),
    st.integers(8, 1000),
)
def test_every_output_has_an_estimate_that_grows_with_its_pixels(
    profile: str, encoder: str, half: int
) -> None:
    values = {"profile": profile, "encoder": encoder, "width": 2 * half}
    small = OutputPlan.model_validate({**values, "height": 2 * half})
    large = OutputPlan.model_validate({**values, "height": 2 * half + 200})

    less, more = (estimate(made(output=one), cores=2).costs[0].seconds for one in (small, large))
    assert 0 <= less <= more
    assert more > 0


def test_every_engine_that_is_measured_is_known() -> None:
    names = {*catalog.SEGMENTERS.every(), *catalog.DENOISERS.every()}

    assert names <= module._costs().step.keys()
