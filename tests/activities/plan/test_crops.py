import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities.plan.crops import Crop, around, away, inside
from activities.plan.window import Window
from core.domain.box import Box
from core.domain.plan import OutputPlan
from tests.activities.plan.recordings import media

HALF = Window.of(media(), OutputPlan(), Box(x=0, y=0, width=1, height=0.5))


def box(x: float, y: float, width: float = 0.08, height: float = 0.2) -> Box:
    return Box(x=x - width / 2, y=y - height / 2, width=width, height=height)


def share(inner: Box, outer: Box) -> float:
    """Return how much of a box lies in another one."""
    across = min(inner.x + inner.width, outer.x + outer.width) - max(inner.x, outer.x)
    down = min(inner.y + inner.height, outer.y + outer.height) - max(inner.y, outer.y)
    return max(0.0, across) * max(0.0, down) / inner.area


heads = st.builds(box, st.floats(0.1, 0.9), st.floats(0.2, 0.8), st.floats(0.03, 0.15))
shapes = st.sampled_from([(1080, 960), (540, 960), (1080, 1312), (1080, 576)])


@given(heads, st.lists(heads, max_size=3), shapes)
def test_a_head_is_always_whole_and_the_window_in_the_picture(
    head: Box, others: list[Box], shape: tuple[int, int]
) -> None:
    window = Window.of(media(), OutputPlan(width=shape[0], height=shape[1]))

    crop = around(head, others, window)

    assert crop is not None
    seen = crop.box(window)
    assert share(head, seen) == pytest.approx(1)
    assert share(seen, Box(x=0, y=0, width=1, height=1)) == pytest.approx(1)


@given(st.floats(0.1, 0.3), st.floats(0.65, 0.9), st.floats(0.3, 0.6), st.floats(0.3, 0.6))
def test_of_two_who_sit_apart_neither_is_half_in_the_others_panel(
    left: float, right: float, high: float, low: float
) -> None:
    one, other = box(left, high), box(right, low)

    for head, beside in ((one, other), (other, one)):
        crop = around(head, [beside], HALF)
        assert crop is not None
        assert share(beside, crop.box(HALF)) == 0


def test_eyes_stand_above_the_middle() -> None:
    crop = around(box(0.4, 0.5), (), HALF)

    assert crop is not None
    seen = crop.box(HALF)
    assert 0.3 < (0.5 - seen.y) / seen.height < 0.5


def test_a_head_too_large_for_a_panel_has_no_crop() -> None:
    assert around(Box(x=0.1, y=0.1, width=0.8, height=0.8), (), HALF) is None


@given(
    st.builds(
        Box,
        x=st.floats(0, 0.7),
        y=st.floats(0, 0.7),
        width=st.floats(0.1, 0.3),
        height=st.floats(0.1, 0.3),
    ),
    shapes,
)
def test_of_an_inset_nothing_beside_it_is_shown(inset: Box, shape: tuple[int, int]) -> None:
    window = Window.of(media(), OutputPlan(width=shape[0], height=shape[1]))
    head = box(inset.center[0] + 0.03, inset.center[1], 0.02, 0.05)

    for found in (inside(inset, None, window), inside(inset, head, window)):
        assert share(found.box(window), inset) == pytest.approx(1)


@example(0.17360605521233646, 0.0)
@given(st.floats(0, 0.8), st.floats(0, 0.7))
def test_a_game_is_seen_without_half_a_face(x: float, y: float) -> None:
    inset = Box(x=x, y=y, width=0.18, height=0.25)
    window = Window(width=0.45, height=1.0)

    seen = away(inset, window).box(window)

    assert share(inset, seen) == pytest.approx(round(share(inset, seen)), abs=1e-6)


def test_a_game_without_a_face_is_seen_in_its_middle() -> None:
    assert away(None, Window(width=0.45, height=1.0)) == Crop(0.5, 0.5)
