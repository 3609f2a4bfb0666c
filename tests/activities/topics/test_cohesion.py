import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.topics.cohesion import Meaning, Vocabulary


def spread(vectors: np.ndarray, weights: np.ndarray) -> float:
    mean = weights @ vectors / weights.sum()
    return float(weights @ ((vectors - mean) ** 2).sum(1))


@given(seed=st.integers(0, 99), size=st.integers(2, 12))
def test_a_division_gains_what_the_spread_loses(seed: int, size: int) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(size + 3, 5)).astype(np.float32)
    weights = chance.uniform(1, 60, size + 3)
    start, end = 1, size + 1

    gains = Meaning(vectors, weights).gains(start, end)

    whole = spread(vectors[start:end], weights[start:end])
    for cut, gain in enumerate(gains, start=start + 1):
        left = spread(vectors[start:cut], weights[start:cut])
        right = spread(vectors[cut:end], weights[cut:end])
        assert gain == pytest.approx(whole - left - right, abs=1e-3)
    assert len(gains) == size - 1


def likelihood(said: list[str], vocabulary: int) -> float:
    """The closed form of the likelihood, with the same prior."""
    prior = 0.3
    total = math.lgamma(vocabulary * prior) - math.lgamma(len(said) + vocabulary * prior)
    return total + sum(
        math.lgamma(count + prior) - math.lgamma(prior) for count in Counter(said).values()
    )


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=4), min_size=2, max_size=10))
def test_a_division_gains_likelihood_as_the_closed_form_says(said: list[list[str]]) -> None:
    vocabulary = max(2, len({word for words in said for word in words}))

    gains = Vocabulary(said).gains(0, len(said))

    def together(pieces: list[list[str]]) -> float:
        return likelihood([word for words in pieces for word in words], vocabulary)

    for cut, gain in enumerate(gains, start=1):
        won = together(said[:cut]) + together(said[cut:]) - together(said)
        assert gain == pytest.approx(won, abs=1e-6)


def test_a_word_that_is_everywhere_tells_nothing() -> None:
    said = [["the", "a" if place < 15 else "b"] for place in range(30)]
    without = [[words[1]] for words in said]

    # Each of the others is in half of the sentences, and so tells nothing either.
    assert not Vocabulary(said).gains(0, 30).any()
    assert not Vocabulary(without).gains(0, 30).any()


def test_the_best_division_is_where_the_words_change() -> None:
    said = [[f"soup{place % 7}"] for place in range(21)] + [[f"moon{i % 7}"] for i in range(21)]

    assert Vocabulary(said).gains(0, 42).argmax() == 20
