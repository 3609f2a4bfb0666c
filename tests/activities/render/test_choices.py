import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities import catalog
from activities.render import names
from activities.render.choices import Choice, Number, Word, chosen
from core.domain.plan import EffectPlan
from core.domain.plan.effects import Option
from core.errors import InvalidPlanError
from tests.activities.render.footage import media, plan

CHOICES: dict[str, Choice] = {"size": Number(0.5, 0.1, 1.0), "place": Word(("bottom", "top"))}


def test_what_is_left_out_is_as_usual() -> None:
    found = chosen(CHOICES, {"place": "top"})

    assert (found.number("size"), found.word("place")) == (0.5, "top")


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"speed": 2.0}, r"options: there is no option 'speed'; there are: size, place"),
        ({"size": 1.5}, r"options.size: 1.5 must be a number from 0.1 to 1"),
        ({"size": math.nan}, r"options.size: nan must be a number from 0.1 to 1"),
        ({"size": True}, r"options.size: True must be a number"),
        ({"size": "1;drawtext"}, r"options.size: '1;drawtext' must be a number"),
        ({"place": "left"}, r"options.place: 'left' must be one of: bottom, top"),
        ({"place": 1.0}, r"options.place: 1.0 must be one of: bottom, top"),
    ],
)
def test_what_cannot_be_chosen_is_named(given_: dict[str, Option], message: str) -> None:
    with pytest.raises(InvalidPlanError, match=message):
        chosen(CHOICES, given_)


@given(st.one_of(st.text(), st.floats(), st.booleans()))
def test_a_number_is_inside_its_range_or_refused(value: Option) -> None:
    try:
        found = chosen(CHOICES, {"size": value}).number("size")
    except InvalidPlanError:
        return
    assert 0.1 <= found <= 1.0


@pytest.mark.parametrize("name", catalog.EFFECTS.every())
def test_an_effect_names_the_option_that_it_lacks(name: str) -> None:
    effects = (EffectPlan(name=name), EffectPlan(name=name, options={"nonsense": 1.0}))

    with pytest.raises(InvalidPlanError, match=r"effects\.1\.options: .*'nonsense'; there are: "):
        names.check(plan((0, 1), media=media(1), effects=effects))
