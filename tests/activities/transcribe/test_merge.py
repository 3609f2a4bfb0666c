import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.merge import merge
from core.domain.transcript import Word


def word(text: str, start: float, end: float) -> Word:
    return Word(text=text, start=start, end=end)


times = st.one_of(st.floats(-1, 20), st.just(math.nan))
words = st.builds(
    word,
    st.sampled_from(["so", "So,", "much", "more", "...", " a  b "]),
    times,
    times,
)


@given(chunks=st.lists(st.lists(words, max_size=8), max_size=5), duration=st.floats(0.01, 25))
def test_words_come_in_order_apart_and_inside_the_recording(
    chunks: list[list[Word]], duration: float
) -> None:
    merged = merge(chunks, duration)
    assert all(0 <= one.start < one.end <= duration for one in merged)
    assert all(a.end <= b.start for a, b in pairwise(merged))
    assert all(one.text == " ".join(one.text.split()) for one in merged)
    assert merge([merged], duration) == merged


def test_a_word_that_two_chunks_heard_is_kept_once() -> None:
    one = [word("ask", 1.0, 1.3), word("not", 1.3, 1.6)]
    other = [word("Not,", 1.32, 1.6), word("what", 1.7, 1.9)]
    assert [w.text for w in merge([one, other], 5)] == ["ask", "not", "what"]


def test_a_word_that_is_said_twice_is_kept_twice() -> None:
    said = [word("very", 1.0, 1.3), word("very", 1.3, 1.6)]
    assert merge([said], 5) == tuple(said)


def test_words_that_all_begin_at_once_stay_in_order() -> None:
    texts = ["I", "do", "not", "know"]
    merged = merge([[word(text, 2.0, 2.0) for text in texts]], 5)
    assert [w.text for w in merged] == texts
    assert merged[-1].end < 2.2


def test_what_is_no_word_is_left_out() -> None:
    said = [word("♪", 0, 1), word("…", 1, 2), word("yes", 2, math.nan), word("no", 4, 3)]
    assert merge([said], 5) == ()


def test_a_word_behind_the_end_is_left_out_and_one_across_it_is_cut() -> None:
    merged = merge([[word("good", 4.5, 5.5), word("bye", 5.6, 6)]], 5.0)
    assert [(w.text, w.end) for w in merged] == [("good", 5.0)]
