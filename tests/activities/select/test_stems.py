import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.select.stems import stem, stems


@pytest.mark.parametrize(
    "forms",
    [
        "price prices pricing priced",
        "hire hires hired hiring",
        "stop stops stopped stopping",
        "company companies",
        "tip tips",
        "joke jokes joking",
        "preis preise preisen",
        "precio precios",
        "prezzo prezzi",
        "restaurant restaurants",
    ],
)
def test_forms_of_a_word_are_one(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("price", "prize"), ("hotel", "house"), ("car", "cat")])
def test_other_words_are_others(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_an_elided_article_does_not_count() -> None:
    assert stem("l'argent") == stem("argent")
    assert stem("don't") == "don"


def test_words_without_content_have_no_stem() -> None:
    assert list(stems(["the", "price"], frozenset({"the"}))) == ["pric"]


def test_languages_without_spaces_give_pairs_of_characters() -> None:
    assert list(stems(["日本語"], frozenset())) == ["日本", "本語"]


@given(st.text(min_size=1).filter(lambda text: not text.isspace()))
def test_every_word_has_a_stem(word: str) -> None:
    assert len(stem(word)) <= max(9, 1)
    assert list(stems([word], frozenset())) is not None
