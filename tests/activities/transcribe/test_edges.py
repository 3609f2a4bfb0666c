from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.edges import REACH, snapped
from activities.transcribe.levels import Levels, levels
from core.domain.transcript import Word
from tests.activities.transcribe import sounds


def loud(*spans: tuple[float, float], seconds: float = 5.0) -> Levels:
    db = np.full(round(seconds * 100), -70.0, np.float32)
    for start, end in spans:
        db[round(start * 100) : round(end * 100)] = -20.0
    return Levels(db)


def word(start: float, end: float, text: str = "word") -> Word:
    return Word(text=text, start=start, end=end)


@pytest.mark.parametrize("late", [-0.12, -0.05, 0.0, 0.05, 0.12])
def test_edges_beside_a_pause_move_to_the_sound(late: float) -> None:
    (moved,) = snapped([word(1.0 + late, 1.6 + late)], loud((1.0, 1.6)))
    assert (moved.start, moved.end) == (1.0, 1.6)


def test_an_edge_between_two_words_without_a_pause_stays() -> None:
    one, other = snapped([word(1.0, 1.4), word(1.4, 2.0)], loud((1.0, 2.0)))
    assert (one.end, other.start) == (1.4, 1.4)


def test_noise_without_pauses_moves_nothing() -> None:
    given_words = [word(1.0, 1.4), word(2.0, 2.3)]
    noise = Levels(np.random.default_rng(1).normal(-30, 1, 500).astype(np.float32))
    assert snapped(given_words, noise) == tuple(given_words)


def test_a_word_far_longer_than_its_letters_is_cut_to_its_sound() -> None:
    (moved,) = snapped([word(0.2, 4.0, "yes")], loud((3.5, 3.9)))
    assert (moved.start, moved.end) == (3.5, 3.9)


steps = st.lists(st.tuples(st.floats(0, 0.6), st.floats(0.05, 0.9)), max_size=12)


@given(steps=steps, seed=st.integers(0, 50))
def test_words_stay_in_order_apart_and_near(steps: list[tuple[float, float]], seed: int) -> None:
    words, at = [], 0.0
    for pause, length in steps:
        words.append(word(at + pause, at + pause + length, "something"))
        at += pause + length
    noise = np.random.default_rng(seed)
    db = np.where(noise.random(round(at * 100) + 50) < 0.5, -20, -70).astype(np.float32)
    moved = snapped(words, Levels(np.repeat(db, 8)[: len(db)]))
    assert len(moved) == len(words)
    assert all(one.end > one.start for one in moved)
    assert all(a.end <= b.start + 1e-3 for a, b in pairwise(moved))
    for before, after in zip(words, moved, strict=True):
        assert abs(before.start - after.start) <= REACH + 0.02
        assert abs(before.end - after.end) <= REACH + 0.02


@pytest.mark.media
def test_known_words_stay_where_they_are_and_shaken_ones_come_nearer() -> None:
    sample = sounds.spoken_sample()
    sound = levels([sounds.decoded(sample.audio)], sounds.RATE)
    still = snapped(sample.words, sound)
    assert np.percentile(sounds.time_errors(sample.words, still), 95) <= 0.04

    shake = np.random.default_rng(0)
    shaken, at = [], 0.0
    for each in sample.words:
        start = max(at, each.start + shake.normal(0, 0.08))
        at = max(start + 0.03, each.end + shake.normal(0, 0.08))
        shaken.append(each.model_copy(update={"start": start, "end": at}))
    before = np.median(sounds.time_errors(sample.words, shaken))
    after = np.median(sounds.time_errors(sample.words, snapped(shaken, sound)))
    assert after < 0.85 * before
