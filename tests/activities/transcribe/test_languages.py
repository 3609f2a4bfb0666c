from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.languages import Guess, decided, doubtful, joined, mostly, spoken
from core.domain.span import Span
from core.domain.transcript import SpokenLanguage, Word


def guess(start: float, end: float, **likely: float) -> Guess:
    return Guess(Span(start=start, end=end), likely)


def sure(start: float, end: float, code: str) -> Guess:
    return guess(start, end, **{code: 0.97})


def test_a_language_that_changes_is_followed() -> None:
    said = decided([sure(0, 10, "en"), sure(10, 20, "en"), sure(20, 30, "fr"), sure(30, 40, "fr")])
    assert said == ["en", "en", "fr", "fr"]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_short_stretch_does_not_flip(place: int) -> None:
    guesses = [sure(10 * n, 10 * n + 9, "de") for n in range(5)]
    guesses[place] = sure(10 * place, 10 * place + 2, "nl")
    assert decided(guesses) == ["de"] * 5


def test_a_long_stretch_in_the_middle_is_believed() -> None:
    guesses = [sure(0, 30, "en"), sure(30, 40, "es"), sure(40, 70, "en")]
    assert decided(guesses) == ["en", "es", "en"]


def test_doubt_keeps_the_language_that_was_spoken() -> None:
    unsure = guess(0, 10, nn=0.5, no=0.45)
    assert decided([unsure], before="no") == ["no"]
    assert decided([unsure]) == ["nn"]


def test_stretches_without_a_guess_follow_their_neighbours() -> None:
    assert decided([guess(0, 5), sure(5, 15, "it"), guess(15, 20)]) == ["it"] * 3
    assert decided([guess(0, 5)]) == [""]


codes = st.sampled_from(["en", "fr", "ja"])
likelies = st.dictionaries(codes, st.floats(0, 1), max_size=3)


@st.composite
def guesses(draw: st.DrawFn) -> list[Guess]:
    lengths = draw(st.lists(st.floats(0.2, 30), max_size=12))
    at, made = 0.0, []
    for length in lengths:
        made.append(Guess(Span(start=at, end=at + length), draw(likelies)))
        at += length
    return made


@given(heard=guesses())
def test_every_stretch_has_a_language_that_somebody_guessed(heard: list[Guess]) -> None:
    said = decided(heard)
    assert len(said) == len(heard)
    assert set(said) <= {one.best for one in heard if one.best} | {""}
    assert len(doubtful(heard, said)) == len(heard)


def scripted(borders: dict[str, tuple[float, float]], asked: list[Span]) -> object:
    """Return what hears each language where it is, in proportion where there are two."""

    def hear(spans: Sequence[Span]) -> list[Guess]:
        asked.extend(spans)
        found = []
        for span in spans:
            shares = {
                code: 0.97 * Span(start=a, end=b).common(span) / span.duration
                for code, (a, b) in borders.items()
            }
            found.append(Guess(span, {code: share for code, share in shares.items() if share}))
        return found

    return hear


def test_a_change_inside_a_look_is_found_between_its_stretches() -> None:
    looks = [
        [Span(start=n + at, end=n + at + 4.8) for at in range(0, 30, 5)] for n in range(0, 90, 30)
    ]
    asked: list[Span] = []
    hear = scripted({"en": (0, 45), "pt": (45, 90)}, asked)
    found = spoken(looks, hear)  # type: ignore[arg-type]
    languages = joined([span for span, _ in found], [code for _, code in found])
    assert [(one.language, one.span.start, one.span.end) for one in languages] == [
        ("en", 0, 45),
        ("pt", 45, 89.8),
    ]


def test_one_language_all_along_is_asked_about_once_a_look() -> None:
    looks = [[Span(start=n + at, end=n + at + 9) for at in (0, 10, 20)] for n in range(0, 300, 30)]
    asked: list[Span] = []
    spoken(looks, scripted({"en": (0, 300)}, asked))  # type: ignore[arg-type]
    assert len(asked) == len(looks)


def test_languages_lie_end_to_end_and_equal_neighbours_are_one() -> None:
    spans = [Span(start=a, end=a + 3) for a in (0, 5, 10, 15)]
    assert joined(spans, ["en", "en", "", "fr"]) == (
        SpokenLanguage(language="en", span=Span(start=0, end=15)),
        SpokenLanguage(language="fr", span=Span(start=15, end=18)),
    )


def test_the_language_spoken_longest_is_the_language() -> None:
    words = [Word(text="a", start=0, end=1), Word(text="b", start=5, end=8)]
    spans = [Span(start=0, end=4), Span(start=4, end=9)]
    languages = joined(spans, ["en", "fr"])
    assert mostly(words, languages) == "fr"
    assert mostly([], (), "de") == "de"
