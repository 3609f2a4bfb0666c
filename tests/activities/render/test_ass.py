import pysubs2
import pytest

from activities.render import captioning
from tests.activities.render.pictures import captioned, said


def sheet(text: str, **captions: str | bool) -> pysubs2.SSAFile:
    shown = captioning.of(
        captioned(said(text), size=(1080, 1920), platform=None, brand=None, **captions)
    )
    assert shown is not None
    return pysubs2.SSAFile.from_string(shown.sheet())


def test_a_line_is_laid_out_whole_and_in_the_direction_of_its_language() -> None:
    hebrew, english = sheet("שלום OpenAI", language="he"), sheet("hello שלום", language="en")

    assert hebrew.styles["Default"].encoding == english.styles["Default"].encoding == -1
    assert {event.text[0] for event in hebrew} == {"\u200f"}
    assert {event.text[0] for event in english} == {"\u200e"}


def test_the_language_chooses_between_the_forms_of_chinese_letters() -> None:
    assert sheet("你好", language="zh").info["Language"] == "zh"
    assert "Language" not in sheet("hello").info


@pytest.mark.parametrize(("place", "low", "high"), [("bottom", 680, 720), ("middle", 1080, 1130)])
def test_lines_stand_where_the_plan_wants_them(place: str, low: int, high: int) -> None:
    made = sheet("hello there", place=place)

    assert made.styles["Default"].alignment == pysubs2.Alignment.BOTTOM_CENTER
    assert all(low <= event.marginv <= high for event in made), "pixels above the lower edge"


def test_lines_at_the_top_hang_from_the_upper_edge_of_the_safe_box() -> None:
    made = sheet("hello there", place="top")

    assert made.styles["Default"].alignment == pysubs2.Alignment.TOP_CENTER
    assert all(290 <= event.marginv <= 310 for event in made)


def test_an_emoji_stands_above_the_lines_that_it_is_about() -> None:
    (first, *_) = sheet("so much money", language="en", emoji=True)
    (plain, *_) = sheet("so much money", language="en")

    assert first.text.count("\\N") == 1
    assert "Clipped" in first.text
    assert "\\N" not in plain.text


def test_a_panel_is_drawn_behind_the_lines_of_a_boxed_style() -> None:
    assert sheet("hello", style="box").styles["Default"].borderstyle == 4
    assert sheet("hello").styles["Default"].borderstyle == 1
