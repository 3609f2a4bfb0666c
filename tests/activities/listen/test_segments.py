from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.listen.segments import closed, likely, runs, smoothed, span
from core.domain.span import Span


@given(st.lists(st.booleans(), max_size=60))
def test_runs_are_exactly_what_is_true(mask: list[bool]) -> None:
    covered = [False] * len(mask)
    ranges = runs(np.array(mask, bool))
    for first, last in ranges:
        assert first < last
        covered[first:last] = [True] * (last - first)

    assert covered == mask
    assert all(a[1] < b[0] for a, b in pairwise(ranges))


def test_ranges_close_together_are_one() -> None:
    assert closed([(0, 5), (8, 10), (20, 30)], gap=0.3) == [(0, 10), (20, 30)]


def test_a_likely_range_begins_and_ends_where_it_is_still_likely() -> None:
    values = np.array([0, 0.4, 0.7, 0.4, 0, 0, 0.4, 0.4, 0], np.float32)

    assert likely(values, enter=0.6, leave=0.3, gap=0, least=0) == [(1, 4)]


@given(st.lists(st.floats(0, 1, width=32), max_size=80), st.floats(0, 1), st.floats(0, 1))
def test_likely_ranges_are_long_enough_apart_and_reach_the_threshold(
    values: list[float], gap: float, least: float
) -> None:
    found = likely(np.array(values, np.float32), enter=0.7, leave=0.4, gap=gap, least=least)

    assert all((b - a) / 10 >= least - 1e-6 for a, b in found)
    assert all((c - b) / 10 > gap - 1e-6 for (_, b), (c, _) in pairwise(found))
    assert all(max(values[a:b]) >= np.float32(0.7) for a, b in found)


def test_steps_become_seconds_without_the_dust_of_floats() -> None:
    assert span((3, 7)) == Span(start=0.3, end=0.7)


@given(st.lists(st.floats(-100, 100, width=32), max_size=60), st.integers(1, 9))
def test_smoothing_stays_within_what_was_there(values: list[float], size: int) -> None:
    smooth = smoothed(np.array(values, np.float32), size)

    assert len(smooth) == len(values)
    for index, value in enumerate(smooth):
        around = values[max(0, index - size // 2) : index - size // 2 + size]
        assert value == pytest.approx(np.mean(around), abs=1e-3)
