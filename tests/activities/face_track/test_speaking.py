from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.face_track.speaking import MIN_TURN, Mouth, turns
from activities.face_track.speech import STEP

RNG = np.random.default_rng(4)
SYLLABLES = np.abs(np.sin(np.arange(600) * 1.3) * np.sin(np.arange(600) * 0.77 + 1))


def sound(first: int, last: int, length: int = 600) -> np.ndarray:
    """Speech from one step to another, silence around it."""
    level = np.full(length, -80, np.float32)
    level[first:last] = -50 + 35 * SYLLABLES[first:last]
    return level


def mouth(track: int, *spoken: tuple[int, int], first: int = 0, last: int = 600) -> Mouth:
    """A mouth that moves with the speech between the steps, and rests otherwise."""
    motion = RNG.random(last - first).astype(np.float32) * 0.008
    for start, end in spoken:
        motion[start - first : end - first] += 0.06 * SYLLABLES[start:end].astype(np.float32)
    return Mouth(track, first, motion)


def test_the_one_whose_mouth_moves_speaks() -> None:
    level = sound(50, 450)

    found = turns([mouth(1, (50, 220)), mouth(2, (220, 450))], level)

    assert [turn.track for turn in found] == [1, 2]
    assert found[0].span.start == pytest.approx(5.0, abs=0.4)
    assert found[0].span.end == pytest.approx(22.0, abs=0.5)
    assert found[1].span.end == pytest.approx(45.0, abs=0.4)


def test_somebody_who_chews_while_another_speaks_does_not_get_the_word() -> None:
    chewing = Mouth(1, 0, np.where(np.arange(600) % 7 < 3, 0.04, 0.005).astype(np.float32))

    found = turns([chewing, mouth(2, (100, 400))], sound(100, 400))

    assert {turn.track for turn in found} == {2}


def test_a_short_interjection_does_not_flicker() -> None:
    found = turns([mouth(1, (50, 200), (206, 400)), mouth(2, (200, 206))], sound(50, 400))

    assert [turn.track for turn in found] == [1]


def test_a_face_that_is_alone_speaks_while_there_is_speech() -> None:
    (turn,) = turns([mouth(7)], sound(100, 300))

    assert turn.track == 7
    assert (turn.span.start, turn.span.end) == pytest.approx((10.0, 30.0), abs=0.3)


def test_nobody_in_the_picture_speaks_when_all_mouths_rest() -> None:
    still = [Mouth(n, 0, np.full(600, 0.001, np.float32)) for n in (1, 2)]

    assert turns(still, sound(100, 300)) == ()


def test_without_sound_nobody_speaks() -> None:
    assert turns([mouth(1, (0, 300))], np.zeros(0, np.float32)) == ()


def test_a_turn_ends_where_its_face_leaves_the_picture() -> None:
    before, after = mouth(1, (50, 200), last=200), mouth(2, (200, 400), first=200)

    found = turns([before, after], sound(50, 400))

    assert [(t.track, t.span.start) for t in found][1] == (2, 20.0)
    assert found[0].span.end == 20.0


mouths = st.lists(
    st.tuples(st.integers(0, 250), st.integers(1, 200), st.integers(0, 1000)), max_size=5
).map(
    lambda shapes: [
        Mouth(n, first, np.random.default_rng(seed).random(length).astype(np.float32) * 0.2)
        for n, (first, length, seed) in enumerate(shapes, start=1)
    ]
)


@settings(max_examples=60, deadline=None)
@given(mouths=mouths, seed=st.integers(0, 1000), length=st.integers(0, 400))
def test_turns_are_in_order_long_enough_and_inside_their_tracks(
    mouths: list[Mouth], seed: int, length: int
) -> None:
    level = (np.random.default_rng(seed).random(length) * 80 - 90).astype(np.float32)
    spans = {m.track: (m.first * STEP, (m.first + len(m.motion)) * STEP) for m in mouths}

    found = turns(mouths, level)

    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for turn in found:
        assert turn.span.duration >= MIN_TURN - 1e-6
        assert spans[turn.track][0] - 1e-6 <= turn.span.start
        assert turn.span.end <= spans[turn.track][1] + 1e-6
