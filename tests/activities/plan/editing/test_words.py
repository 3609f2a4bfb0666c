import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.plan.editing.words import deleted, replaced
from core.domain.plan import CaptionPlan, CaptionWord
from core.errors import InvalidPlanError
from tests.activities.plan.editing.talk import WORDS, shown, talk, written


def test_deleted_words_are_neither_said_nor_written_and_the_gap_closes() -> None:
    made = deleted(talk(), 2, 3)

    assert written(made) == ["word0", "word1", "word4", "word5", "word6", "word7", "word8"]
    assert shown(made) == [(10, 12.02), (14.1, 20)]
    assert made.clip_time(WORDS[4].start) == pytest.approx(12.02 - 10 + 0.1)


def test_times_of_what_remains_stay_those_of_the_source() -> None:
    made = deleted(talk(), 2, 3)

    assert made.captions is not None
    assert made.captions.words == (*WORDS[:2], *WORDS[4:])


def test_at_the_ends_no_rest_without_a_word_remains() -> None:
    assert shown(deleted(talk(), 0, 0)) == [(11.1, 20)]
    assert shown(deleted(talk(), 8, 8)) == [(10, 18.02)]


def test_a_long_passage_without_words_is_there_to_be_seen() -> None:
    far = CaptionWord(text="far", start=30, end=30.5)
    plan = talk((10, 40), captions=CaptionPlan(words=(*WORDS, far)))

    assert shown(deleted(plan, 9, 9)) == [(10, 29.25), (31.25, 40)]


def test_a_word_that_is_shown_twice_goes_twice() -> None:
    plan = talk((12, 15), (10, 20))

    assert shown(deleted(plan, 3, 3)) == [(12, 13.02), (14.1, 15), (10, 13.02), (14.1, 20)]


def test_words_that_run_into_each_other_keep_their_neighbours_whole() -> None:
    words = tuple(CaptionWord(text=str(n), start=10 + n / 2, end=10.5 + n / 2) for n in range(10))

    assert shown(deleted(talk((10, 15), captions=CaptionPlan(words=words)), 4, 4)) == [
        (10, 12),
        (12.5, 15),
    ]


@given(
    st.lists(st.tuples(st.floats(0, 0.6), st.floats(0.05, 1)), min_size=3, max_size=12), st.data()
)
def test_every_kept_word_is_still_heard_whole_and_no_deleted_one_is(
    lengths: list[tuple[float, float]], data: st.DataObject
) -> None:
    words, at = [], 1.0
    for pause, length in lengths:
        words.append(CaptionWord(text="x", start=at + pause, end=at + pause + length))
        at += pause + length
    plan = talk((0.5, at + 0.5), captions=CaptionPlan(words=tuple(words)))
    first = data.draw(st.integers(1, len(words) - 2))
    last = data.draw(st.integers(first, len(words) - 2))

    made = deleted(plan, first, last)

    kept = (*words[:first], *words[last + 1 :])
    assert made.captions is not None
    assert made.captions.words == kept
    for word in kept:
        # Times are rounded to milliseconds.
        assert any(s.start <= word.start + 0.001 and word.end <= s.end + 0.001 for s in made.spans)
    for word in words[first : last + 1]:
        assert (
            sum(
                min(s.end, word.end) - max(s.start, word.start)
                for s in made.spans
                if s.contains(word.start) or s.contains(word.end)
            )
            < 0.002
        )
    assert made.duration <= plan.duration


def test_words_are_written_differently_in_the_same_time() -> None:
    made = replaced(talk(), 2, 3, text=" Kubernetes ")

    assert made.captions is not None
    assert made.captions.words[2].model_dump() == {
        **WORDS[2].model_dump(),
        "text": "Kubernetes",
        "end": WORDS[3].end,
    }
    assert len(made.captions.words) == 8
    assert made.spans == talk().spans


@pytest.mark.parametrize(("first", "last", "said"), [(8, 9, "no word 9"), (3, 2, "are none")])
def test_words_that_are_not_there_are_named(first: int, last: int, said: str) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        deleted(talk(), first, last)
    with pytest.raises(InvalidPlanError, match=said):
        replaced(talk(), first, last, text="x")


def test_a_clip_without_captions_has_no_words_to_delete() -> None:
    with pytest.raises(InvalidPlanError, match="the plan has none"):
        deleted(talk(captions=None), 0, 0)
