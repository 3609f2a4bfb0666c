import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render.fallback import named

FONTS = named()


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("hello, мир", ["Montserrat ExtraBold"]),
        ("שלום, עולם", ["Noto Sans Hebrew ExtraBold", "Montserrat ExtraBold"]),
        ("नमस्ते", ["Noto Sans Devanagari ExtraBold"]),
        ("γειά", ["Noto Sans ExtraBold"]),
        ("go 🔥", ["Montserrat ExtraBold", "ClippedEmoji"]),
    ],
)
def test_every_piece_of_a_text_is_in_a_font_that_has_its_letters(
    text: str, families: list[str]
) -> None:
    found = [run.face.name for run in FONTS.runs(text)]

    assert list(dict.fromkeys(found)) == families
    for run in FONTS.runs(text):
        assert all(run.face.has(c) for c in run.text)


def test_marks_stay_with_their_letter_and_spaces_with_their_word() -> None:
    assert [run.text for run in FONTS.runs("שלום עולם")] == ["שלום עולם"]


def test_the_flag_of_a_country_is_written_in_its_letters() -> None:
    assert [run.text for run in FONTS.runs("🇧🇷")] == ["BR"]


def test_what_no_font_has_is_told_and_left_out() -> None:
    assert FONTS.lacking("hello \U00012000 𐎠 שלום 🔥") == "\U00012000𐎠"
    assert "".join(run.text for run in FONTS.runs("a\U00012000b")) == "ab"


@given(st.text(max_size=40))
def test_any_text_is_drawn_but_for_what_is_told(text: str) -> None:
    lost = FONTS.lacking(text)

    for run in FONTS.runs(text):
        if not run.shapes:
            assert not set(run.text) & set(lost)
    assert FONTS.of(text)[0] == FONTS.faces[0]
