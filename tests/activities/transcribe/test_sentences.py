import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.sentences import (
    LONGEST_SECONDS,
    LONGEST_WORDS,
    sentence_ends,
)
from core.domain.transcript import Word


def words(text: str, *, pauses: dict[int, float] | None = None) -> list[Word]:
    """Return words of 0.2 s, 0.05 s apart but for the pauses after the words given."""
    made, at = [], 0.0
    for index, each in enumerate(text.split()):
        made.append(Word(text=each, start=at, end=at + 0.2))
        at += 0.2 + (pauses or {}).get(index, 0.05)
    return made


def sentences(said: list[Word], *, punctuated: bool) -> list[str]:
    ends = sentence_ends(said, punctuated=punctuated)
    starts = [0, *ends]
    return [" ".join(w.text for w in said[a:b]) for a, b in zip(starts, ends, strict=False)]


def _timed(steps: list[tuple[str, float, float]]) -> list[Word]:
    made, at = [], 0.0
    for text, pause, length in steps:
        made.append(Word(text=text, start=at + pause, end=at + pause + length))
        at += pause + length
    return made


timed = st.lists(
    st.tuples(
        st.sampled_from(["yes", "No.", "What?", "Mr.", "3.", "so", "I"]),
        st.floats(0, 3),
        st.floats(0.02, 2),
    ),
    max_size=150,
).map(_timed)


@given(said=timed, punctuated=st.booleans())
def test_every_word_is_in_exactly_one_sentence_and_none_is_too_long(
    said: list[Word], punctuated: bool
) -> None:
    ends = sentence_ends(said, punctuated=punctuated)
    assert list(ends) == sorted(set(ends))
    assert (ends[-1] if ends else 0) == len(said)
    assert all(end > 0 for end in ends)
    for start, end in zip((0, *ends), ends, strict=False):
        assert end - start <= LONGEST_WORDS
        assert end - start == 1 or said[end - 1].end - said[start].start <= LONGEST_SECONDS


def test_full_stops_end_sentences() -> None:
    said = words('Stop! Why? He said "go." Then he went... And so on')
    assert sentences(said, punctuated=True) == [
        "Stop!",
        "Why?",
        'He said "go."',
        "Then he went...",
        "And so on",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith met Dr. Jones",
        "John F. Kennedy spoke",
        "it costs 3.5 million",
        "for example, e.g. Bridges",
        "he said... and left",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert sentences(words(text), punctuated=True) == [text]


def test_so_did_i_is_a_sentence() -> None:
    assert sentences(words("So did I. Then we left."), punctuated=True)[0] == "So did I."


def test_other_scripts_have_full_stops_too() -> None:
    said = words("\u4f60\u597d\u3002 \u8c22\u8c22\u3002")
    assert len(sentence_ends(said, punctuated=True)) == 2


def test_without_full_stops_a_long_pause_ends_a_sentence() -> None:
    said = words("we went home then it rained", pauses={2: 0.7})
    assert sentences(said, punctuated=False) == ["we went home", "then it rained"]


def test_a_breath_ends_no_sentence() -> None:
    said = words("we went home then it rained", pauses={2: 0.25})
    assert len(sentences(said, punctuated=False)) == 1


def test_who_makes_short_pauses_only_still_speaks_in_sentences() -> None:
    said = words(
        "one two three four five six seven eight nine ten " * 6,
        pauses=dict.fromkeys(range(9, 60, 10), 0.4),
    )
    assert len(sentences(said, punctuated=False)) == 6


def test_who_hesitates_everywhere_is_not_cut_to_pieces() -> None:
    said = words("well i think that " * 15, pauses=dict.fromkeys(range(60), 0.4))
    assert all(len(text.split()) > 3 for text in sentences(said, punctuated=False)[:-1])


def test_an_endless_sentence_is_cut_at_its_longest_pause() -> None:
    said = words("and so on " * 25, pauses={29: 0.3})
    first = sentences(said, punctuated=True)[0]
    assert len(first.split()) == 30


def test_nothing_said_has_no_sentences() -> None:
    assert sentence_ends([], punctuated=True) == ()
