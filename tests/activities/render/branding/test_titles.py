import pysubs2
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.render import lettering, safe_area
from activities.render.base import Look
from activities.render.branding.titles import Title
from activities.render.cards import line_text, line_width

LETTERS = lettering.of()
PAGE = safe_area.page(1080, 1920)
LOOK = Look(box=(255, 255, 255))
HOSTILE = r"{\pos(0,0)}\N{\fs900}drawtext=x;[in]'%{pts}"


def title(text: str) -> Title:
    return Title(text, LOOK, "top", start=0.0, end=2.0)


@settings(max_examples=40)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
)
def test_lines_fit_into_the_page(text: str) -> None:
    page, lines = title(f"{text} {text} {text}").laid(PAGE, LETTERS)

    for line in lines:
        one = len(line) == 1 and len(line[0].text) <= 8
        assert one or line_width(line, LETTERS.width, page.size) <= page.room


def test_words_keep_their_order_on_lines_of_like_width() -> None:
    text = "Nobody tells you this about money and it costs you a lot"

    page, lines = title(text).laid(PAGE, LETTERS)

    widths = [line_width(line, LETTERS.width, page.size) for line in lines]
    assert " ".join(map(line_text, lines)) == text
    assert 2 <= len(lines) <= 3
    assert min(widths) > 0.6 * max(widths)


def test_letters_become_smaller_before_there_are_too_many_lines() -> None:
    short, _ = title("Short").laid(PAGE, LETTERS)
    long, lines = title("one of the many words " * 5).laid(PAGE, LETTERS)

    assert long.size < short.size == PAGE.size
    assert len(lines) <= 3


def test_a_word_that_is_wider_than_the_page_is_broken() -> None:
    page, lines = title("m" * 120).laid(PAGE, LETTERS)

    assert "".join(map(line_text, lines)) == "m" * 120
    assert all(line_width(line, LETTERS.width, page.size) <= page.room for line in lines)


def test_a_hostile_text_is_drawn_and_never_obeyed() -> None:
    sheet = pysubs2.SSAFile.from_string(title(HOSTILE).sheet(PAGE, LETTERS))

    (event,) = sheet.events
    assert r"\pos" not in event.text
    assert r"{\fs900}" not in event.text
    assert event.text.count("\\{") == HOSTILE.count("{")
