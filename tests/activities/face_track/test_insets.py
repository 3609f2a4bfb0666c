import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.face_track.insets import Lines, inset
from core.domain.box import Box

ROWS, COLUMNS = 240, 426


def lines(frame: tuple[int, int, int, int] | None, *, glances: int = 12, seed: int = 0) -> Lines:
    """Pictures full of change, with an inset that is darker than what is around it."""
    rng = np.random.default_rng(seed)
    found = Lines()
    for _ in range(glances):
        blocks = rng.integers(90, 255, (ROWS // 6 + 2, COLUMNS // 6 + 2)).astype(np.uint8)
        game = np.kron(blocks, np.ones((6, 6), np.uint8))
        down, across = rng.integers(0, 6, 2)
        picture = game[down : down + ROWS, across : across + COLUMNS].copy()
        if frame is not None:
            left, top, right, bottom = frame
            picture[top:bottom, left:right] = rng.integers(20, 40, (bottom - top, right - left))
        found.add(picture)
    return found


def test_the_frame_around_a_face_is_found() -> None:
    face = Box(x=330 / COLUMNS, y=170 / ROWS, width=30 / COLUMNS, height=40 / ROWS)

    found = inset(lines((290, 140, 400, 225)), face)

    assert found is not None
    assert found.x * COLUMNS == pytest.approx(290, abs=1)
    assert found.y * ROWS == pytest.approx(140, abs=1)
    assert (found.x + found.width) * COLUMNS == pytest.approx(400, abs=1)
    assert (found.y + found.height) * ROWS == pytest.approx(225, abs=1)


def test_an_inset_in_a_corner_ends_with_the_picture() -> None:
    face = Box(x=365 / COLUMNS, y=185 / ROWS, width=30 / COLUMNS, height=40 / ROWS)

    found = inset(lines((330, 160, COLUMNS, ROWS)), face)

    assert found is not None
    assert found.x * COLUMNS == pytest.approx(330, abs=1)
    assert (found.x + found.width, found.y + found.height) == pytest.approx((1.0, 1.0))


def test_without_a_frame_there_is_no_inset() -> None:
    face = Box(x=0.7, y=0.6, width=0.08, height=0.15)

    assert inset(lines(None), face) is None
    assert inset(Lines(), face) is None


def test_a_frame_around_nearly_the_whole_picture_is_none() -> None:
    face = Box(x=0.4, y=0.4, width=0.15, height=0.3)

    assert inset(lines((60, 30, 380, 215)), face) is None


@given(
    x=st.floats(0, 0.95), y=st.floats(0, 0.95), width=st.floats(0.01, 1), height=st.floats(0.01, 1)
)
def test_an_inset_lies_in_the_picture(x: float, y: float, width: float, height: float) -> None:
    face = Box(x=x, y=y, width=min(width, 1 - x), height=min(height, 1 - y))

    found = inset(lines((100, 60, 200, 150), glances=4), face)

    if found is not None:
        assert 0 <= found.x <= found.x + found.width <= 1 + 1e-9
        assert 0 <= found.y <= found.y + found.height <= 1 + 1e-9
