import pysubs2
from hypothesis import given
from hypothesis import strategies as st

from activities.render.markup import colour, escaped

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")))


@given(TEXT)
def test_no_text_can_open_a_tag_or_break_a_line(text: str) -> None:
    line = escaped(text)

    assert "\n" not in line
    for n, character in enumerate(line):
        if character in "{}":
            assert line[n - 1] == "\\"
        if character == "\\":
            assert line[n + 1] in "{}\u2060"


def test_letters_come_back_as_they_were() -> None:
    event = pysubs2.SSAEvent(text=escaped("plain words"))

    assert event.plaintext == "plain words"


def test_colours_are_written_blue_first() -> None:
    assert colour((0x11, 0x22, 0x33)) == "&H332211&"
