from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.render import timing
from activities.render.audio import takes
from activities.render.audio.pcm import RATE
from core.domain.plan import ClipPlan
from tests.activities.render.footage import media, plan


def cuts(made: ClipPlan) -> list[takes.Cut]:
    return takes.cuts(made, timing.readings(timing.pieces(made)))


def test_a_cut_is_found_in_its_take() -> None:
    made = plan((10.0, 12.0), (13.0, 14.0), media=media(60))

    first, second = cuts(made)

    seek = timing.readings(timing.pieces(made))[0].seek
    assert first.start == round((10 - seek) * RATE)
    assert second.start == round((13 - seek) * RATE)
    assert (first.begin, second.begin) == (0, 2 * RATE)


def test_spans_that_meet_go_on() -> None:
    first, second, third = cuts(plan((1.0, 2.0), (2.0, 3.0), (3.5, 4.0), media=media(60)))

    assert second.goes_on(first)
    assert not third.goes_on(second)


def test_a_span_that_comes_earlier_is_another_take() -> None:
    first, second = cuts(plan((5.0, 6.0), (1.0, 2.0), media=media(60)))

    assert (first.take, second.take) == (0, 1)
    assert not second.goes_on(first)


def test_a_stretch_of_a_take_is_found_in_the_clip() -> None:
    cut = takes.Cut(take=0, start=100, begin=1000, end=1050)

    assert cut.shown(110, 120) == (1010, 1020)
    assert cut.shown(0, 500) == (1000, 1050)
    first, last = cut.shown(500, 600)
    assert first == last


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(0.005, 2.0)), min_size=1, max_size=60).filter(
        lambda spans: sum(length for _, length in spans) > 0.5
    )
)
def test_no_join_drifts_from_the_picture(spans: list[tuple[float, float]]) -> None:
    made = plan(*((start, start + length) for start, length in spans), media=media(600))

    found = cuts(made)

    assert found[0].begin == 0
    assert found[-1].end <= takes.samples(made)
    assert all(a.end == b.begin for a, b in pairwise(found))
    by_time = {piece.index: piece for piece in timing.pieces(made)}
    before = 0.0
    expected = []
    for number, span in enumerate(made.spans):
        if number in by_time:
            expected.append(before)
        before += span.duration
    placed = [cut.begin / RATE for cut in found]
    assert placed[1:] == pytest.approx(expected[1 : len(found)], abs=1 / RATE)
