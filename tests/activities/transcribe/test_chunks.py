from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.chunks import Samples, chunks, grouped, packed, quietest
from core.domain.span import Span

RATE = 1000


def noise(seconds: float, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).normal(0, 0.1, int(seconds * RATE)).astype(np.float32)


@given(
    lengths=st.lists(st.integers(0, 9000), max_size=12),
    target=st.floats(2, 6),
    slack=st.floats(0.1, 1.5),
)
def test_nothing_is_lost_and_nothing_comes_twice(
    lengths: list[int], target: float, slack: float
) -> None:
    pieces = [noise(length / RATE, seed) for seed, length in enumerate(lengths)]
    whole = np.concatenate([np.empty(0, np.float32), *pieces])

    cut = list(chunks(pieces, RATE, target=target, slack=slack))

    assert np.array_equal(
        np.concatenate([np.empty(0, np.float32), *(c.samples for c in cut)]), whole
    )
    assert [c.start for c in cut] == _starts([len(c.samples) for c in cut])
    for chunk in cut[:-1]:
        assert target - slack - 0.02 <= chunk.end - chunk.start <= target + slack + 0.02
    assert all(chunk.end - chunk.start <= target + slack for chunk in cut[-1:])


def _starts(lengths: list[int]) -> list[float]:
    return [sum(lengths[:index]) / RATE for index in range(len(lengths))]


@given(at=st.floats(4.5, 7.5))
def test_a_recording_is_cut_in_a_silence_within_reach(at: float) -> None:
    sound = noise(12)
    start, end = int((at - 0.25) * RATE), int((at + 0.25) * RATE)
    sound[start:end] = 0

    first = next(chunks([sound], RATE, target=6, slack=2))

    assert start <= len(first.samples) <= end


def test_one_endless_piece_of_silence_is_cut_near_the_target() -> None:
    cut = list(chunks([np.zeros(60 * RATE, np.float32)], RATE, target=10, slack=3))
    assert [round(chunk.end - chunk.start) for chunk in cut[:-1]] == [10] * (len(cut) - 1)


def test_a_cut_never_takes_nothing() -> None:
    assert quietest(np.zeros(4, np.float32), RATE, earliest=0) >= 1


def _spans(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    at, made = 0, []
    for gap, length in steps:
        made.append((at + gap, at + gap + length))
        at += gap + length
    return made


spans = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 400)), max_size=20).map(_spans)


@given(spans=spans, longest=st.integers(1, 1000), gap=st.integers(0, 300))
def test_packing_keeps_all_speech_and_the_limits(
    spans: list[tuple[int, int]], longest: int, gap: int
) -> None:
    joined = packed(spans, longest=longest, gap=gap)
    assert all(any(a <= start and end <= b for a, b in joined) for start, end in spans)
    assert all(end - start <= longest or (start, end) in spans for start, end in joined)
    assert sum(b - a for a, b in joined) <= sum(b - a for a, b in spans) + gap * len(spans)
    assert joined == sorted(joined)


def test_speech_with_short_silences_becomes_one_clip() -> None:
    assert packed([(0, 10), (12, 20), (40, 50)], longest=30, gap=5) == [(0, 20), (40, 50)]


@given(
    lengths=st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 40)), max_size=30),
    longest=st.floats(1, 30),
    gap=st.floats(0, 4),
)
def test_groups_hold_every_span_once_and_are_short_and_dense(
    lengths: list[tuple[float, float]], longest: float, gap: float
) -> None:
    spans, at = [], 0.0
    for pause, length in lengths:
        spans.append(Span(start=at + pause, end=at + pause + length))
        at += pause + length
    groups = grouped(spans, longest=longest, gap=gap)
    assert [span for group in groups for span in group] == spans
    for group in groups:
        assert len(group) == 1 or group[-1].end - group[0].start <= longest
        assert all(b.start - a.end <= gap for a, b in pairwise(group))
