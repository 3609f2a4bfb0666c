from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.levels import Levels
from activities.transcribe.spread import spread
from core.domain.span import Span


def loud(*spans: tuple[float, float], seconds: float = 10.0) -> Levels:
    db = np.full(round(seconds * 100), -70.0, np.float32)
    for start, end in spans:
        db[round(start * 100) : round(end * 100)] = -20.0
    return Levels(db)


@given(
    words=st.lists(st.sampled_from(["a", "bridge", "\u6a4b", "communication", "42"]), max_size=20),
    start=st.floats(0, 5),
    length=st.floats(0.05, 8),
    seed=st.integers(0, 30),
)
def test_words_lie_in_order_apart_and_inside(
    words: list[str], start: float, length: float, seed: int
) -> None:
    noise = np.random.default_rng(seed)
    db = np.repeat(np.where(noise.random(70) < 0.6, -20.0, -70.0), 20).astype(np.float32)
    for levels in (None, Levels(db)):
        spans = spread(words, Span(start=start, end=start + length), levels)
        assert len(spans) == len(words)
        assert all(a.end <= b.start + 1e-6 for a, b in pairwise(spans))
        assert all(start - 1e-6 <= one.start <= one.end <= start + length + 1e-6 for one in spans)


def test_longer_words_take_longer() -> None:
    short, long = spread(["of", "communication"], Span(start=0, end=2), None)
    assert long.duration > 3 * short.duration


def test_a_pause_lies_between_words_not_in_one() -> None:
    levels = loud((1.0, 1.5), (2.5, 3.0))
    one, other = spread(["hello", "there"], Span(start=0.8, end=3.2), levels)
    assert [one.start, one.end] == pytest.approx([1.0, 1.5])
    assert [other.start, other.end] == pytest.approx([2.5, 3.0])


def test_words_in_silence_share_all_of_it() -> None:
    spans = spread(["ab", "ab"], Span(start=5, end=6), loud((1.0, 2.0)))
    assert [(round(one.start, 2), round(one.end, 2)) for one in spans] == [(5, 5.5), (5.5, 6)]


def test_few_words_in_much_sound_stay_together() -> None:
    spans = spread(["hello", "there"], Span(start=0, end=10), loud((0.0, 9.9)))
    assert spans[-1].end < 2


def test_no_words_take_no_time() -> None:
    assert spread([], Span(start=0, end=1), None) == []
