import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import AudioPlan, ClipPlan, CropKey, OutputPlan
from core.domain.span import Span


def plan(*spans: tuple[float, float]) -> ClipPlan:
    return ClipPlan(
        clip_id="c",
        title="t",
        source=Artifact(key="w/s.mp4", size=1),
        media=MediaInfo(duration=100, width=1920, height=1080, fps=30, video_codec="h264"),
        spans=tuple(Span(start=a, end=b) for a, b in spans),
    )


def test_a_time_of_the_source_becomes_a_time_of_the_clip() -> None:
    cut = plan((10, 20), (30, 35))

    assert cut.duration == 15
    assert cut.clip_time(10) == 0
    assert cut.clip_time(19) == 9
    assert cut.clip_time(31) == 11
    assert cut.clip_time(35) == 15


def test_what_was_cut_away_has_no_time_in_the_clip() -> None:
    cut = plan((10, 20), (30, 35))

    assert [cut.clip_time(at) for at in (9.9, 25, 35.1)] == [None, None, None]


def test_parts_are_shown_in_the_order_of_the_plan() -> None:
    cold_open = plan((50, 53), (10, 20))

    assert cold_open.clip_time(51) == 1
    assert cold_open.clip_time(12) == 5


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0.01, 50)), min_size=1, max_size=6))
def test_clip_times_lie_within_the_clip(parts: list[tuple[float, float]]) -> None:
    cut = plan(*((start, start + long) for start, long in parts))

    for span in cut.spans:
        at = cut.clip_time((span.start + span.end) / 2)
        assert at is not None
        assert 0 <= at <= cut.duration


def test_a_plan_without_any_part_is_refused() -> None:
    with pytest.raises(ValidationError, match="spans"):
        plan()


def test_a_part_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValidationError, match="cannot end"):
        plan((20, 10))


def test_a_misspelt_field_is_refused() -> None:
    written = plan((10, 20)).model_dump()

    with pytest.raises(ValidationError, match="titel"):
        ClipPlan.model_validate({**written, "titel": "x"})


def test_a_plan_survives_being_written_and_read() -> None:
    first = plan((10, 20), (30, 35))

    assert ClipPlan.model_validate_json(first.model_dump_json()) == first
    assert ClipPlan.model_validate_json(first.model_dump_json()).fingerprint() == (
        first.fingerprint()
    )


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (CropKey, {"at": 0, "x": 1.1, "y": 0.5}),
        (CropKey, {"at": 0, "x": 0.5, "y": -0.1}),
        (CropKey, {"at": 0, "x": 0.5, "y": 0.5, "ease": -1}),
        (OutputPlan, {"width": 1081}),
        (OutputPlan, {"fps": 25}),
        (AudioPlan, {"loudness": 3}),
        (AudioPlan, {"true_peak": 1}),
    ],
)
def test_a_number_out_of_range_is_refused(
    kind: type[CropKey | OutputPlan | AudioPlan], fields: dict[str, float]
) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(fields)
