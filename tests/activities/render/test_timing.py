from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import timing
from core.domain.plan import ClipPlan
from tests.activities.render.footage import media, plan

HOUR = 3600.0


@st.composite
def plans(draw: st.DrawFn) -> ClipPlan:
    seconds = st.floats(0, HOUR - 20, allow_nan=False)
    starts = draw(st.lists(seconds, min_size=1, max_size=12))
    lengths = st.floats(0.04, 20, allow_nan=False)
    spans = [(start, start + draw(lengths)) for start in starts]
    made = plan(*spans, media=media(HOUR))
    fps = draw(st.sampled_from([30, 60]))
    return made.model_copy(update={"output": made.output.model_copy(update={"fps": fps})})


@given(plans())
def test_frames_of_all_pieces_add_up_to_the_clip(made: ClipPlan) -> None:
    pieces = timing.pieces(made)

    assert sum(piece.frames for piece in pieces) == timing.frame_count(made)
    assert [piece.first for piece in pieces] == [
        sum(before.frames for before in pieces[:n]) for n in range(len(pieces))
    ]


@given(plans())
def test_no_piece_is_more_than_half_a_frame_from_its_span(made: ClipPlan) -> None:
    fps = made.output.fps

    for piece in timing.pieces(made):
        assert abs(piece.start - piece.span.start) <= 0.5 / fps + 1e-6
        assert abs(piece.frames / fps - piece.span.duration) <= 1 / fps + 1e-6


def ranges_of(reading: timing.Reading, fps: int) -> list[tuple[int, int]]:
    """Return the first and the last frame of each piece, counted from the reading's start."""
    firsts = [(reading.frame(piece, fps), piece) for piece in reading.pieces]
    return [(first, first + piece.frames - 1) for first, piece in firsts]


@given(plans())
def test_a_reading_seeks_before_everything_that_it_gives(made: ClipPlan) -> None:
    fps, found = made.output.fps, timing.readings(timing.pieces(made))

    assert [p for reading in found for p in reading.pieces] == timing.pieces(made)
    for reading in found:
        ranges = ranges_of(reading, fps)
        assert 0 <= reading.seek <= max(0.0, reading.start)
        assert ranges[0][0] == 0
        assert all(a[1] < b[0] for a, b in pairwise(ranges))


def test_near_spans_are_read_in_one_go_and_far_ones_are_not() -> None:
    made = plan((10, 12), (13, 15), (300, 301), (2, 3), media=media(HOUR))

    found = timing.readings(timing.pieces(made))

    assert [len(reading.pieces) for reading in found] == [2, 1, 1]


@given(st.lists(st.tuples(st.floats(0.01, 3), st.floats(0, 0.2)), min_size=1, max_size=12))
def test_spans_that_nearly_touch_share_no_frame(parts: list[tuple[float, float]]) -> None:
    spans, at = [], 0.0
    for length, gap in parts:
        spans.append((at, at + length))
        at += length + gap
    made = plan(*spans, media=media(HOUR))

    for reading in timing.readings(timing.pieces(made)):
        assert all(a[1] < b[0] for a, b in pairwise(ranges_of(reading, 30)))


@pytest.mark.parametrize("spans", [[(1.0, 2.0), (1.99, 3.0)], [(1.0, 2.0), (1.0, 2.0)]])
def test_spans_that_overlap_are_read_one_by_one(spans: list[tuple[float, float]]) -> None:
    assert len(timing.readings(timing.pieces(plan(*spans, media=media(HOUR))))) == 2


@given(st.floats(0, 600), st.sampled_from([30, 60]))
def test_a_cut_is_named_after_the_frame_before_and_no_later_than_its_own(
    at: float, fps: int
) -> None:
    frame = timing.nearest(at * fps)

    assert (frame - 1) / fps < timing.cut_time(at, fps) <= frame / fps + 1e-9


def test_a_span_shorter_than_half_a_frame_gives_no_piece() -> None:
    assert timing.pieces(plan((1, 1.001), media=media(HOUR))) == []
