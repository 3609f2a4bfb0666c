from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.plan.beats import REACH, on_music_beats, on_source_beats
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.domain.transcript import Word

MEDIA = MediaInfo(
    duration=600, width=1920, height=1080, fps=30, video_codec="h264", audio_codec="aac"
)
BEATS = [n * 0.5 for n in range(400)]


def plan(*spans: tuple[float, float], **changes: Any) -> ClipPlan:
    return ClipPlan(
        clip_id="clip",
        title="A title",
        source=Artifact(key="workspace/source.mp4", size=1),
        media=MEDIA,
        spans=tuple(Span(start=start, end=end) for start, end in spans),
        **changes,
    )


def spans(made: ClipPlan) -> list[tuple[float, float]]:
    return [(round(span.start, 3), round(span.end, 3)) for span in made.spans]


def test_both_sides_of_a_join_move_to_beats_of_the_source() -> None:
    made = on_source_beats(plan((0.2, 3.05), (6.9, 9.3)), BEATS)

    assert spans(made) == [(0.2, 3.0), (7.0, 9.3)]


def test_a_beat_that_is_too_far_does_not_count() -> None:
    whole = plan((0.2, 3.25), (6.75, 9.3))

    assert on_source_beats(whole, BEATS) == whole
    assert on_source_beats(whole, []) == whole


def test_no_word_is_cut_for_a_beat() -> None:
    words = [Word(text="end", start=2.7, end=3.04), Word(text="so", start=6.92, end=7.1)]

    made = on_source_beats(plan((0.2, 3.05), (6.9, 9.3)), BEATS, words)

    assert spans(made) == [(0.2, 3.05), (6.9, 9.3)]


def test_joins_fall_on_the_beats_of_the_music_under_the_clip() -> None:
    made = on_music_beats(plan((10.0, 12.05), (20.0, 21.9), (30.0, 33.0)), BEATS)

    assert spans(made) == [(10.0, 12.0), (20.0, 22.0), (30.0, 33.0)]
    joins = [made.spans[0].duration, made.spans[0].duration + made.spans[1].duration]
    assert joins == pytest.approx([2.0, 4.0])


@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0.05, 4)), min_size=1, max_size=12),
    st.lists(st.floats(0, 80), max_size=60),
    st.booleans(),
)
def test_edges_move_no_further_than_the_reach(
    pieces: list[tuple[float, float]], beats: list[float], laid_under: bool
) -> None:
    at, found = 0.0, []
    for gap, length in pieces:
        found.append((at + gap, at + gap + length))
        at += gap + length
    whole = plan(*found)

    made = (on_music_beats if laid_under else on_source_beats)(whole, sorted(beats))

    assert made.spans[0].start == whole.spans[0].start
    assert made.spans[-1].end == whole.spans[-1].end
    for now, was in zip(made.spans, whole.spans, strict=True):
        assert abs(now.start - was.start) <= REACH + 1e-9
        assert abs(now.end - was.end) <= REACH + 1e-9
        assert now.duration > 0
