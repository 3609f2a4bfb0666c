from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.face_track.base import Found, Landmarks
from activities.face_track.following import Followed, inside, settled, shifted
from core.domain.box import Box
from tests.activities.face_track.people import MOUTH, PORTRAIT, Picture, photograph, speaking

FACE = Found(Box(x=0.455, y=0.081, width=0.131, height=0.314), 0.9)
POINTS = Landmarks((0.49, 0.2), (0.55, 0.2), (0.52, 0.25), (0.495, 0.3), (0.551, 0.3))


@pytest.fixture(scope="module")
def portrait() -> Picture:
    return photograph(PORTRAIT)


def luma(picture: Picture, x: float = 0, y: float = 0) -> Picture:
    """The brightness of the picture, moved by so many pixels."""
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    size = gray.shape[1], gray.shape[0]
    return np.asarray(cv2.warpAffine(gray, shift, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


@pytest.mark.parametrize(("x", "y"), [(12, 0), (-30, 8), (5, -10), (25, 20)])
def test_a_face_that_moves_is_followed(portrait: Picture, x: float, y: float) -> None:
    followed = Followed(luma(portrait), FACE)

    held = followed.follow(luma(portrait, x, y))

    rows, columns = portrait.shape[:2]
    box = followed.face.box
    assert held
    assert (box.x - FACE.box.x) * columns == pytest.approx(x, abs=2.5)
    assert (box.y - FACE.box.y) * rows == pytest.approx(y, abs=2.5)
    assert (box.width, box.height) == pytest.approx((FACE.box.width, FACE.box.height))


def test_errors_do_not_add_up_over_many_pictures(portrait: Picture) -> None:
    followed = Followed(luma(portrait), FACE)

    for step in range(60):
        assert followed.follow(luma(portrait, 30 * np.sin(step / 8), 10 * np.sin(step / 5)))
    followed.follow(luma(portrait, 20, 0))

    assert (followed.face.box.x - FACE.box.x) * portrait.shape[1] == pytest.approx(20, abs=2.5)


@given(seed=st.integers(0, 1000), noise=st.floats(0, 4))
def test_a_picture_that_stands_still_gives_the_same_box_whatever_its_noise(
    seed: int, noise: float
) -> None:
    still = luma(photograph(PORTRAIT))
    rng = np.random.default_rng(seed)
    followed = Followed(still, FACE)

    for _ in range(3):
        noisy = np.clip(still + rng.normal(0, noise, still.shape), 0, 255).astype(np.uint8)
        assert followed.follow(noisy)
        assert followed.face.box == FACE.box


def test_a_mouth_that_speaks_does_not_move_the_face(portrait: Picture) -> None:
    followed = Followed(luma(portrait), FACE)

    for opened in (2.0, 5.0, 3.0):
        assert followed.follow(luma(speaking(portrait, MOUTH, opened, 35)))
        assert followed.face.box == FACE.box


def test_a_face_that_is_gone_is_not_held(portrait: Picture) -> None:
    followed = Followed(luma(portrait), FACE)

    assert not followed.follow(luma(portrait[::-1]))
    assert not followed.follow(np.full(portrait.shape[:2], 90, np.uint8))


def test_what_looks_like_a_wall_is_not_followed() -> None:
    wall = np.full((240, 426), 120, np.uint8)

    assert not Followed(wall, FACE).follow(wall)


def test_points_move_with_the_face() -> None:
    moved = shifted(Found(FACE.box, 0.9, POINTS), 0.1, 0.05)

    assert moved.landmarks is not None
    assert moved.landmarks.nose == pytest.approx((0.62, 0.3))


@given(
    x=st.floats(-0.5, 1.5), y=st.floats(-0.5, 1.5), width=st.floats(0, 1), height=st.floats(0, 1)
)
def test_a_box_is_cut_off_where_the_picture_ends(
    x: float, y: float, width: float, height: float
) -> None:
    box = inside(Box(x=x, y=y, width=width, height=height))

    assert 0 <= box.x <= box.x + box.width <= 1 + 1e-9
    assert 0 <= box.y <= box.y + box.height <= 1 + 1e-9


def test_a_face_found_anew_where_it_was_stays_and_one_elsewhere_moves() -> None:
    box = FACE.box
    trembling = Found(replace(box, x=box.x + 0.004, width=0.135), 0.8)
    elsewhere = Found(replace(box, x=box.x + 0.02), 0.8)
    larger = Found(replace(box, width=0.16, height=0.4), 0.8)

    assert settled(FACE, trembling).box == box
    assert settled(FACE, elsewhere).box == elsewhere.box
    assert settled(FACE, larger).box == larger.box


@given(
    columns=st.integers(2, 60),
    rows=st.integers(2, 60),
    x=st.floats(0, 0.99),
    y=st.floats(0, 0.99),
    size=st.floats(0.005, 1),
)
def test_any_face_in_any_picture_is_followed_or_not_without_harm(
    columns: int, rows: int, x: float, y: float, size: float
) -> None:
    picture = np.random.default_rng(rows).integers(0, 255, (rows, columns), np.uint8)
    face = Found(inside(Box(x=x, y=y, width=size, height=size)), 0.9)

    followed = Followed(picture, face)
    followed.follow(picture[::-1])

    assert 0 <= followed.face.box.x <= 1
    assert 0 <= followed.face.box.y <= 1
