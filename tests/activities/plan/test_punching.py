import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.plan.punching import punched
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import ClipPlan, CropKey, LayoutPlan, Panel, SceneLayout, standing
from core.domain.span import Span

MEDIA = MediaInfo(
    duration=600, width=1920, height=1080, fps=30, video_codec="h264", audio_codec="aac"
)


def plan(*spans: tuple[float, float], **changes: Any) -> ClipPlan:
    return ClipPlan(
        clip_id="clip",
        title="A title",
        source=Artifact(key="workspace/source.mp4", size=1),
        media=MEDIA,
        spans=tuple(Span(start=start, end=end) for start, end in spans),
        **changes,
    )


def between(*spans: tuple[float, float]) -> list[Span]:
    return [Span(start=a[1], end=b[0]) for a, b in itertools.pairwise(spans) if b[0] > a[1]]


def sizes(made: ClipPlan) -> list[float]:
    """Return how near each span is seen, at its middle."""
    crop = made.layout.crop(0)
    return [
        round(standing(crop, (span.start + span.end) / 2).size, 3) if crop else 1.0
        for span in made.spans
    ]


def test_every_second_piece_is_seen_from_nearer() -> None:
    spans = ((0.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0))

    made = punched(plan(*spans), between(*spans))

    assert sizes(made) == [1.0, 0.88, 1.0, 0.88]


def test_the_zoom_comes_and_goes_with_the_cut() -> None:
    spans = ((0.0, 2.0), (3.0, 4.0), (5.0, 6.0))

    crop = punched(plan(*spans), between(*spans)).layout.crop(0)

    assert [standing(crop, at).size for at in (1.999, 3.0, 3.999)] == [1.0, 0.88, 0.88]
    assert standing(crop, 5.0).size == 1.0
    assert all(key.ease == 0 for key in crop)


def test_a_join_that_was_there_or_that_shows_another_shot_needs_no_zoom() -> None:
    spans = ((0.0, 2.0), (3.0, 4.0), (5.0, 6.0))

    assert punched(plan(*spans), []) == plan(*spans)
    made = punched(plan(*spans), between(*spans), cuts=(2.5, 4.4))
    assert made == plan(*spans)


def test_the_camera_still_goes_where_it_went() -> None:
    keys = (
        CropKey(at=0.0, x=0.3, y=0.5),
        CropKey(at=3.6, x=0.7, y=0.5, ease=1.0, size=0.8),
        CropKey(at=5.5, x=0.5, y=0.5),
    )
    spans = ((0.0, 2.0), (3.0, 4.0), (5.0, 6.0))
    layout = LayoutPlan(panels=(Panel(crop=keys),))

    crop = punched(plan(*spans, layout=layout), between(*spans)).layout.crop(0)

    for at in (0.5, 1.9, 3.0, 3.7, 3.9, 5.0, 5.4, 5.9):
        was, now = standing(keys, at), standing(crop, at)
        share = 0.88 if 3 <= at < 4 else 1.0
        assert (now.x, now.y) == pytest.approx((was.x, was.y))
        assert now.size == pytest.approx(was.size * share)
    assert [key.at for key in crop] == sorted(key.at for key in crop)


def test_layouts_that_stand_still_get_an_effect() -> None:
    spans = ((0.0, 2.0), (3.0, 4.0), (5.0, 6.0))

    made = punched(plan(*spans, layout=LayoutPlan(name="fit")), between(*spans))

    assert made.layout.panels == ()
    assert [(effect.name, effect.span) for effect in made.effects] == [
        ("snap_zoom", Span(start=3.0, end=4.0))
    ]


def test_the_layout_of_a_scene_counts_where_it_is_shown() -> None:
    scene = SceneLayout(name="fit", span=Span(start=2.5, end=4.5))
    spans = ((0.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0))

    made = punched(plan(*spans, layout=LayoutPlan(scenes=(scene,))), between(*spans))

    assert [effect.span for effect in made.effects] == [Span(start=3.0, end=4.0)]
    assert made.layout.scenes[0].panels == ()
    assert sizes(made)[3] == 0.88


@given(
    st.lists(st.tuples(st.floats(0.05, 1), st.floats(0.2, 3)), min_size=2, max_size=12),
    st.lists(st.tuples(st.floats(0, 40), st.floats(0, 1), st.floats(0, 3)), max_size=8),
)
def test_neighbours_differ_and_every_key_is_valid(
    pieces: list[tuple[float, float]], ways: list[tuple[float, float, float]]
) -> None:
    at, spans = 0.0, []
    for gap, length in pieces:
        spans.append((at + gap, at + gap + length))
        at += gap + length
    keys = tuple(CropKey(at=at, x=x, y=0.5, ease=ease) for at, x, ease in ways)
    layout = LayoutPlan(panels=(Panel(crop=keys),))

    made = punched(plan(*spans, layout=layout), between(*spans))

    found = sizes(made)
    assert all(a != b for a, b in itertools.pairwise(found))
    assert ClipPlan.model_validate(made.model_dump()) == made
