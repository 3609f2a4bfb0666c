import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.topics.backends.tf_idf import TfIdf
from activities.topics.segmentation import firsts
from tests.activities.topics.talks import THINGS, talk


def divide(texts: list[str], count: int | None = None) -> tuple[int, ...]:
    return firsts(texts, TfIdf().vectors(texts, lambda _: None), count)


def test_a_talk_is_divided_where_it_turns_to_another_thing() -> None:
    texts = talk(list(THINGS), 12)

    assert divide(texts, 4) == pytest.approx((0, 12, 24, 36), abs=1)


def test_the_same_talk_is_divided_the_same_way_again() -> None:
    texts = talk(list(THINGS), 30, seed=3)

    assert divide(texts) == divide(list(texts))


def test_without_a_count_the_topics_grow_slower_than_the_talk() -> None:
    short, long = (len(divide(talk(list(THINGS), size))) for size in (12, 120))

    assert 2 <= short <= long <= 4 * short


def test_a_short_remark_is_one_topic() -> None:
    assert divide(["Just this one thing about the soup."]) == (0,)
    assert divide(["Yes.", "No."]) == (0,)


@settings(max_examples=40)
@given(
    texts=st.lists(st.text(max_size=30), min_size=1, max_size=25),
    count=st.none() | st.integers(1, 30),
)
def test_whatever_is_said_the_count_is_met(texts: list[str], count: int | None) -> None:
    found = divide(texts, count)

    assert found[0] == 0
    assert list(found) == sorted(set(found))
    assert found[-1] < len(texts)
    if count is not None:
        assert len(found) == min(count, len(texts))


def test_ten_hours_of_speech_are_divided_in_seconds() -> None:
    sentences = 12_000
    texts = talk(list(THINGS), sentences // len(THINGS))
    vectors = np.random.default_rng(1).normal(size=(sentences, 384)).astype(np.float32)
    began = time.process_time()

    found = firsts(texts, vectors, 200)

    assert len(found) == 200
    assert time.process_time() - began < 30
