from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.ingest.parts import MARGIN, divided


@given(st.floats(0.1, 36_000), st.floats(60, 3600))
def test_parts_lie_end_to_end_and_see_into_their_neighbours(duration: float, length: float) -> None:
    parts = divided(duration, length)

    assert parts[0].own.start == parts[0].seen.start == 0
    assert parts[-1].own.end == parts[-1].seen.end == duration
    assert [part.index for part in parts] == list(range(len(parts)))
    assert {part.of for part in parts} == {len(parts)}
    for before, after in pairwise(parts):
        assert before.own.end == after.own.start
        assert before.seen.end <= before.own.end + MARGIN
        assert after.seen.start == after.own.start - MARGIN
    for part in parts:
        assert part.own.duration < length * 1.5 + 1


@pytest.mark.parametrize(("minutes", "count"), [(5, 1), (29, 1), (30, 2), (60, 3), (600, 30)])
def test_only_a_long_recording_is_divided(minutes: float, count: int) -> None:
    assert len(divided(minutes * 60, 1200)) == count


def test_the_only_part_has_no_label() -> None:
    assert divided(60, 1200)[0].label == ""
    assert len({part.label for part in divided(9000, 1200)}) == 8
