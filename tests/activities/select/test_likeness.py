from hypothesis import given
from hypothesis import strategies as st

from activities.select.likeness import Likeness
from tests.activities.select import talk
from tests.activities.select.recordings import recording

ALIKE = recording(talk.TALK).likeness
STORY = " ".join(talk.STORY)


def test_a_text_is_like_itself_and_unlike_another_topic() -> None:
    assert ALIKE.between(STORY, STORY.upper()) > 0.999
    assert ALIKE.between(STORY, " ".join(talk.ADVICE)) < 0.3


def test_too_few_words_tell_nothing() -> None:
    assert ALIKE.between("restaurants fail", "restaurants fail") == 0


def test_what_everybody_says_makes_nothing_alike() -> None:
    common = [frozenset({"a1", "b1", "c1", "d1", "e1", "f1", "g1"})] * 9
    rare = "x1 x2 x3 x4 x5 x6"
    likeness = Likeness(common, frozenset())

    assert likeness.between(f"a1 b1 c1 d1 e1 f1 {rare}", f"a1 b1 c1 d1 e1 f1 {rare[::-1]}") < 0.1


texts = st.lists(st.sampled_from(talk.TALK), max_size=4).map(" ".join)


@given(texts, texts)
def test_likeness_is_the_same_both_ways_and_a_share(one: str, other: str) -> None:
    likeness = ALIKE.between(one, other)

    assert 0 <= likeness <= 1
    assert abs(likeness - ALIKE.between(other, one)) < 1e-9
