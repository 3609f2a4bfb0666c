import pytest

from core.domain.span import Span
from core.domain.transcript import Word
from core.profane import languages, profane, profane_spans


def said(*words: tuple[str, float, float]) -> list[Word]:
    return [Word(text=text, start=start, end=end) for text, start, end in words]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Fucking"),
        ("en", "sh1t!"),
        ("en", "a$$hole"),
        ("en", "f***"),
        ("en", "“bullshit”"),
        ("en", "assholes"),
        ("en", "SHIT!"),
        ("zh", "操"),
        ("", "bullshit."),
        ("xx", "bitch"),
        ("de", "Scheiße"),
        ("de-CH", "Arschloch!"),
        ("es", "mierda"),
        ("fr", "Putain,"),
        ("it", "cazzo"),
        ("pt", "caralho"),
        ("ru", "Блядь"),
        ("pl", "kurwa"),
        ("ja", "くそっ"),
        ("zh", "真他妈的"),
        ("th", "โคตรเหี้ยเลย"),
        ("hi", "मादरचोद"),
        ("ar", "شرموطة"),
    ],
)
def test_a_profane_word_is_known_however_it_is_written(language: str, text: str) -> None:
    assert profane([text], language) == {0}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "class"),
        ("en", "Scunthorpe"),
        ("en", "assess"),
        ("en", "cocktail"),
        ("en", "455"),
        ("en", "Dickens"),
        ("en", "shitake"),
        ("zh", "操作"),
        ("fr", "continuer"),
        ("de", "Archiv"),
        ("ru", "хлеб"),
        ("en", ""),
        ("en", "*"),
    ],
)
def test_other_words_are_not(language: str, text: str) -> None:
    assert profane([text], language) == frozenset()


def test_a_word_in_pieces_is_found_where_nothing_stands_between_words() -> None:
    assert profane(["你", "傻", "逼", "吗"], "zh") == {1, 2}


def test_spans_take_in_a_little_around_a_word_and_nothing_of_its_neighbours() -> None:
    words = said(("what", 1.0, 1.2), ("the", 1.2, 1.3), ("fuck", 1.32, 1.6), ("is", 2.0, 2.1))

    assert profane_spans(words, "en") == (Span(start=1.3, end=1.6 + 0.04),)


def test_words_that_follow_each_other_are_one_span() -> None:
    words = said(("fucking", 1.0, 1.4), ("shit", 1.4, 1.8))

    assert profane_spans(words, "en") == (Span(start=0.96, end=1.84),)


def test_nothing_is_found_in_nothing() -> None:
    assert profane_spans([], "en") == ()


def test_every_list_has_words_and_each_of_them_is_found() -> None:
    assert {"en", "es", "pt", "fr", "de", "it", "ja"} <= languages()
    for language in languages():
        assert profane(["zzz"], language) == frozenset()
