import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.topics.words import roots, spoken, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don\u2019t stop, Me now!", ["don't", "stop", "me", "now"]),
        ("na\u00efve caf\u00e9 2024", ["na\u00efve", "caf\u00e9", "2024"]),
        (
            "\u043f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440",
            ["\u043f\u0440\u0438\u0432\u0435\u0442", "\u043c\u0438\u0440"],
        ),
        ("人工智能", ["人工", "工智", "智能"]),
        ("iPhoneを買う", ["iphone", "を買", "買う"]),
        (
            "हिन्दी भाषा",
            ["हिन्दी", "भाषा"],
        ),
        ("ह", ["ह"]),
        ("...", []),
    ],
)
def test_words_are_found_in_any_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{vocalsound} Good  [Music]morning", "Good morning"),
        ("Grad A: Check one.", "Check one."),
        ("Liam Taylor: Hello.", "Hello."),
        ("We meet at 10:30 today", "We meet at 10:30 today"),
        ("and then: silence", "and then: silence"),
        ("[Applause]", ""),
        ("人工 智能 of today", "人工智能 of today"),
    ],
)
def test_notes_and_names_of_speakers_are_not_spoken(text: str, expected: str) -> None:
    assert spoken(text) == expected


def test_forms_of_a_word_share_their_root_and_small_words_have_none() -> None:
    assert roots("the segments of a segmentation") == ["segmen", "segmen"]


@given(st.text())
def test_any_text_gives_words_without_spaces(text: str) -> None:
    assert all(word and not any(map(str.isspace, word)) for word in words(text))
