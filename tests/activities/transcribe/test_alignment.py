from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.alignment import GUESSED, aligned
from activities.transcribe.base import Placed
from core.domain.span import Span
from core.domain.transcript import Word


def words(text: str, *, pace: float = 0.5) -> list[Word]:
    return [
        Word(text=each, start=n * pace, end=n * pace + 0.8 * pace, confidence=0.9, speaker="S1")
        for n, each in enumerate(text.split())
    ]


OLD = words("the two powers of a grate bridge")


def test_words_that_stay_keep_their_times_and_get_the_new_writing() -> None:
    found = aligned(OLD, ["The", "two", "powers", "of", "a", "grate", "Bridge."], 5.0)
    assert [word.text for word in found] == ["The", "two", "powers", "of", "a", "grate", "Bridge."]
    assert [(w.start, w.end, w.confidence) for w in found] == [
        (w.start, w.end, w.confidence) for w in OLD
    ]


def test_a_corrected_word_takes_the_time_of_the_wrong_one() -> None:
    found = aligned(OLD, ["the", "two", "towers", "of", "a", "great", "bridge"], 5.0)
    assert found[2].start >= OLD[1].end
    assert found[2].end <= OLD[3].start
    assert (found[2].confidence, found[2].speaker) == (GUESSED, "S1")


def test_a_word_that_was_missed_gets_room_between_its_neighbours() -> None:
    found = aligned(words("we went home", pace=0.3), ["we", "all", "went", "home"], 5.0)
    assert [word.text for word in found] == ["we", "all", "went", "home"]
    assert all(word.end - word.start > 0.04 for word in found)
    assert found[3] == words("we went home", pace=0.3)[2]


def test_words_at_the_ends_stay_near() -> None:
    late = [
        word.model_copy(update={"start": word.start + 60, "end": word.end + 60}) for word in OLD
    ]
    found = aligned(late, ["well", *[w.text for w in late], "indeed"], 200.0)
    assert 58 < found[0].start < 60
    assert found[-1].end < late[-1].end + 2


def test_an_aligner_is_asked_about_the_change_and_its_neighbours() -> None:
    asked: list[tuple[float, float, list[str]]] = []

    def place(span: Span, texts: Sequence[str]) -> list[Placed]:
        asked.append((span.start, span.end, list(texts)))
        return [
            Placed(span=Span(start=0.5 + n * 0.5, end=0.8 + n * 0.5), confidence=0.7)
            for n in range(len(texts))
        ]

    found = aligned(OLD, ["the", "two", "towers", "of", "a", "grate", "bridge"], 5.0, place=place)
    ((start, end, texts),) = asked
    assert [start, end] == pytest.approx([0.0, 2.6])
    assert texts == ["the", "two", "towers", "of", "a"]
    assert (found[2].start, found[2].end, found[2].confidence) == (1.5, 1.8, 0.7)
    assert found[1] == OLD[1]


def test_an_aligner_that_cannot_tell_leaves_it_to_the_lengths() -> None:
    asked = ["the", "two", "towers", "of", "a", "grate", "bridge"]
    assert aligned(OLD, asked, 5.0, place=lambda *_: None) == aligned(OLD, asked, 5.0)


def test_a_text_without_anything_in_common_is_spread_over_all() -> None:
    found = aligned(words("la la la"), ["Now", "for", "something", "else"], 4.0)
    assert len(found) == 4


texts = st.lists(
    st.sampled_from(["a", "bridge", "the", "Tower.", "no", "communication"]), max_size=25
)


@given(old=texts, new=texts, pace=st.floats(0.05, 2), extra=st.floats(0, 5))
def test_every_word_gets_a_time_in_order_and_inside(
    old: list[str], new: list[str], pace: float, extra: float
) -> None:
    said = words(" ".join(old), pace=pace)
    duration = len(old) * pace + 0.5 + extra
    found = aligned(said, new, duration)
    assert [word.text for word in found] == new
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= word.start < word.end <= duration + 1e-3 for word in found)


@given(old=texts, pace=st.floats(0.05, 2))
def test_what_was_not_corrected_does_not_move(old: list[str], pace: float) -> None:
    said = words(" ".join(old), pace=pace)
    found = aligned(said, old, len(old) * pace + 1)
    for one, other in zip(said, found, strict=True):
        assert abs(one.start - other.start) <= 0.001
        assert abs(one.end - other.end) <= 0.001
