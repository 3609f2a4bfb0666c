import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.repeats import without_repeats
from core.domain.transcript import Word


def words(text: str) -> list[Word]:
    return [Word(text=word, start=float(at), end=at + 0.5) for at, word in enumerate(text.split())]


def kept(text: str) -> str:
    return " ".join(word.text for word in without_repeats(words(text)))


@pytest.mark.parametrize(
    "said",
    [
        "no no no no no I will not",
        "knock knock who is there",
        "we will rock you we will rock you",
        "row row row your boat gently down the stream",
        "so far so good so far so good so far so good",
    ],
)
def test_what_people_repeat_stays(said: str) -> None:
    assert kept(said) == said


@pytest.mark.parametrize(
    ("said", "once"),
    [
        ("well " + "yeah " * 30 + "then", "well yeah then"),
        ("Thank you. " * 9 + "Good", "Thank you. Good"),
        ("I think that this is it. " * 3 + "Bye", "I think that this is it. Bye"),
        ("a b, " + "A b " * 5, "a b,"),
    ],
)
def test_what_comes_out_of_the_machine_is_said_once(said: str, once: str) -> None:
    assert kept(said) == once


@given(st.lists(st.sampled_from("abc"), max_size=40))
def test_what_is_left_is_what_was_there_in_order_and_loops_no_more(texts: list[str]) -> None:
    left = without_repeats(words(" ".join(texts)))
    starts = [word.start for word in left]
    assert starts == sorted(set(starts))
    assert set(texts) == {word.text for word in left}
    for at in range(len(left) - 5):
        assert len({word.text for word in left[at : at + 6]}) > 1 or len(left) < len(texts)


@given(st.integers(2, 16), st.integers(6, 9))
def test_a_phrase_of_any_length_that_loops_is_said_once(size: int, times: int) -> None:
    phrase = " ".join(f"w{n}" for n in range(size))
    assert kept(" ".join([phrase] * times)) == phrase
