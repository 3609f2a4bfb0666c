import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from activities.render import lettering, typeface

LATIN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,.'", max_size=30)
OWN = lettering.of()


@given(LATIN, st.sampled_from([20, 64, 100]))
def test_a_width_is_about_what_the_font_draws(text: str, em: int) -> None:
    drawn = ImageFont.truetype(str(typeface.chosen(None).path), em).getlength(text)

    assert OWN.width(text, em) == pytest.approx(drawn, rel=0.06, abs=0.03 * em)


@given(LATIN)
def test_a_width_grows_with_the_size(text: str) -> None:
    assert OWN.width(text, 80) == pytest.approx(2 * OWN.width(text, 40))


def test_what_no_font_has_and_what_is_not_drawn_takes_no_room() -> None:
    assert OWN.width("\U00012000", 50) == 0
    assert OWN.width("\u2060", 50) == 0


def test_letters_that_join_are_measured_as_they_are_drawn() -> None:
    apart = sum(OWN.width(letter, 50) for letter in "مرحبا")

    assert OWN.width("مرحبا", 50) < 0.9 * apart


def test_an_emoji_is_as_wide_as_it_is_drawn_and_not_as_its_shapes_together() -> None:
    assert OWN.width("🔥", 100) == pytest.approx(120, abs=2)


def test_ink_reaches_as_far_as_its_highest_and_lowest_letter() -> None:
    flat, deep = (OWN.reach(text, 100) for text in ("xx", "xÅg"))

    assert deep[0] > flat[0] > 50
    assert deep[1] > 15 > abs(flat[1])
