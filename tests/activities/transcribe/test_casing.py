import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.casing import true_case
from core.domain.transcript import Word


def cased(text: str, *ends: int) -> str:
    words = [Word(text=each, start=index, end=index + 1) for index, each in enumerate(text.split())]
    return " ".join(word.text for word in true_case(words, ends or (len(words),)))


def test_sentences_begin_with_a_capital() -> None:
    assert cased("we won they lost", 2, 4) == "We won They lost"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("so i'm sure i'll go if i can", "So I'm sure I'll go if I can"),
        ("is it in it", "Is it in it"),
        ("the u.s. and d.c.'s mayor at nine a.m.", "The U.S. and D.C.'s mayor at nine a.m."),
        ("ask dr. brown", "Ask Dr. brown"),
        ("'em all", "'Em all"),
    ],
)
def test_english_capitals_are_written_and_no_others(text: str, written: str) -> None:
    assert cased(text) == written


@given(st.lists(st.from_regex(r"[a-z'.]{1,6}", fullmatch=True), min_size=1, max_size=20))
def test_only_capitals_change(texts: list[str]) -> None:
    words = [Word(text=text, start=at, end=at + 1) for at, text in enumerate(texts)]
    cased = true_case(words, (len(words),))
    assert [word.text.lower() for word in cased] == texts
    assert [word.start for word in cased] == [word.start for word in words]
