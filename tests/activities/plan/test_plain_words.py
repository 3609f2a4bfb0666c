import pytest

from activities.plan.plain_words import drawn_once, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello,", "hello"),
        ("«Ähm…»", "ähm"),
        ("don\u2019t", "don't"),
        ("  You   KNOW? ", "you know"),
        ("ｶﾒﾗ", "カメラ"),
        ("हम्म।", "हम्म"),
        ("!?", ""),
    ],
)
def test_what_is_not_a_letter_does_not_count(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_letters_that_are_drawn_out_count_once() -> None:
    assert drawn_once("ummmm") == "um"
    assert drawn_once("") == ""
