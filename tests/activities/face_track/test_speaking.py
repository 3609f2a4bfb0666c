from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.face_track.speaking import MIN_TURN, Evidence, turns
from activities.face_track.speech import STEP

SYLLABLES = np.abs(np.sin(np.arange(600) * 1.3) * np.sin(np.arange(600) * 0.77 + 1))


def sound(first: int, last: int, length: int = 600) -> np.ndarray:
    """Speech from one step to another, silence around it."""
    level = np.full(length, -80, np.float32)
    level[first:last] = -50 + 35 * SYLLABLES[first:last]
    return level


def evidence(track: int, *spoken: tuple[int, int], first: int = 0, last: int = 600) -> Evidence:
    """A face that speaks between the steps, and listens otherwise."""
    values = np.full(last - first, -1.5)
    for start, end in spoken:
        values[start - first : end - first] = 2.0
    return Evidence(track, first, values)


def test_the_one_for_whom_most_speaks_has_the_word() -> None:
    found = turns([evidence(1, (50, 220)), evidence(2, (220, 450))], sound(50, 450))

    assert [turn.track for turn in found] == [1, 2]
    assert found[0].span.start == pytest.approx(5.0, abs=0.4)
    assert found[0].span.end == pytest.approx(22.0, abs=0.5)
    assert found[1].span.end == pytest.approx(45.0, abs=0.4)


def test_a_short_interjection_does_not_flicker() -> None:
    found = turns([evidence(1, (50, 200), (202, 400)), evidence(2, (200, 202))], sound(50, 400))

    assert [turn.track for turn in found] == [1]


def test_a_face_that_is_alone_speaks_while_there_is_speech() -> None:
    unsure = Evidence(7, 0, np.zeros(600))

    (turn,) = turns([unsure], sound(100, 300))

    assert turn.track == 7
    assert (turn.span.start, turn.span.end) == pytest.approx((10.0, 30.0), abs=0.3)


def test_a_face_that_is_alone_and_surely_listens_does_not_speak() -> None:
    assert turns([evidence(7)], sound(100, 300)) == ()


def test_nobody_in_the_picture_speaks_when_all_listen() -> None:
    assert turns([evidence(1), evidence(2)], sound(100, 300)) == ()


def test_without_sound_nobody_speaks() -> None:
    assert turns([evidence(1, (0, 300))], np.zeros(0, np.float32)) == ()


def test_a_turn_ends_where_its_face_leaves_the_picture() -> None:
    before = evidence(1, (50, 200), last=200)
    after = evidence(2, (200, 400), first=200)

    found = turns([before, after], sound(50, 400))

    assert [(t.track, t.span.start) for t in found][1] == (2, 20.0)
    assert found[0].span.end == 20.0


several = st.lists(
    st.tuples(st.integers(0, 250), st.integers(1, 200), st.integers(0, 1000)), max_size=5
).map(
    lambda shapes: [
        Evidence(n, first, np.random.default_rng(seed).normal(0, 2, length))
        for n, (first, length, seed) in enumerate(shapes, start=1)
    ]
)


@settings(max_examples=60)
@given(faces=several, seed=st.integers(0, 1000), length=st.integers(0, 400))
def test_turns_are_in_order_long_enough_and_inside_their_tracks(
    faces: list[Evidence], seed: int, length: int
) -> None:
    level = (np.random.default_rng(seed).random(length) * 80 - 90).astype(np.float32)
    spans = {f.track: (f.first * STEP, (f.first + len(f.values)) * STEP) for f in faces}

    found = turns(faces, level)

    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for turn in found:
        assert turn.span.duration >= MIN_TURN - 1e-6
        assert spans[turn.track][0] - 1e-6 <= turn.span.start
        assert turn.span.end <= spans[turn.track][1] + 1e-6
