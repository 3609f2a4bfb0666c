import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import lettering

LATIN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,.'", max_size=30)


@given(LATIN, st.sampled_from([20, 64, 100]))
def test_a_width_is_about_what_the_font_draws(text: str, em: int) -> None:
    drawn = lettering.font(em).getlength(text)

    assert lettering.width(text, em) == pytest.approx(drawn, rel=0.06, abs=0.03 * em)


@given(LATIN)
def test_a_width_grows_with_the_size(text: str) -> None:
    assert lettering.width(text, 80) == pytest.approx(2 * lettering.width(text, 40))


def test_what_the_font_lacks_counts_as_a_full_em() -> None:
    assert lettering.width("世界", 50) == 100
    assert lettering.width("\u2060", 50) == 0


def test_only_what_the_font_has_is_drawable() -> None:
    assert lettering.drawable("Big win 🎉 für  alle") == "Big win für alle"
    assert lettering.drawable("🎉🎉") == ""
