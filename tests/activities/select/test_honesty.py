import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.select.honesty import Heard, one_line

SAID = "so at node js we lost 40 percent and he said never sign a lease with acme com"


def complaint(line: str, *, spoken: str = "xx", written: str = "") -> str:
    return Heard(SAID, spoken, written).complaint(line)


@pytest.mark.parametrize(
    "line",
    [
        "They lost 40 percent",
        "Node.js and a lease",
        "\u201cNever sign a lease\u201d",
        "The \u201clease\u201d trick",
        "Never sign with acme.com",
        "",
    ],
)
def test_what_was_said_may_be_written(line: str) -> None:
    assert complaint(line, spoken="en", written="en") == ""


@pytest.mark.parametrize(
    "link", ["https://a.b", "www.evil.com", "evil.com/x", "\uff57\uff57\uff57\uff0eevil\uff0ecom"]
)
def test_nothing_that_can_be_clicked_is_ever_taken(link: str) -> None:
    with pytest.raises(ValueError, match="link"):
        one_line(f"see {link}")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ru", "\u041d\u0438\u043a\u043e\u0433\u0434\u0430 lease"),
        ("ja", "\u30ea\u30fc\u30b9\u306f\u6c7a\u3057\u3066"),
        ("zh", "\u6c38\u8fdc\u4e0d\u8981"),
        ("ar", "\u0644\u0627 \u062a\u0648\u0642\u0639"),
        ("hi", "\u0915\u092d\u0940 \u0928\u0939\u0940\u0902"),
        ("pl", "Nigdy nie podpisuj"),
    ],
)
def test_a_line_is_in_the_letters_of_its_language(language: str, line: str) -> None:
    assert complaint(line, written=language) == ""
    other = "en" if language != "pl" else "ru"
    assert "letters of the language" in complaint(line, written=other)


@pytest.mark.parametrize(
    ("written", "line", "foreign"),
    [
        ("de", "Das ist der Grund, warum sie nicht mehr da sind", ""),
        ("en", "Das ist der Grund, warum sie nicht mehr da sind", "de"),
        ("pt", "Esta es la razón por la que no se puede hacer más", "es"),
        ("fr", "This is the reason why they are not there any more", "en"),
        ("en", "Das ist gut", ""),
        ("fi", "This is the reason why they are not there any more", ""),
    ],
)
def test_another_language_is_recognised_by_its_small_words(
    written: str, line: str, foreign: str
) -> None:
    assert Heard(SAID, "en", written).foreign(line) == foreign


def test_numbers_cannot_be_compared_where_they_are_said_in_words() -> None:
    assert "number 12" in Heard("we lost 40", "en", "en").complaint("12 lost")
    assert Heard("we lost forty", "en", "en").complaint("40 lost") == ""
    assert Heard("fyrtio", "sv", "sv").complaint("40 lost") == ""


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "ja", ""]))
def test_any_line_can_be_judged(line: str, language: str) -> None:
    heard = Heard(SAID, language, language)

    assert isinstance(heard.complaint(line), str)
    assert heard.foreign(line) != language or not language
    assert heard.holds(SAID)
