import cv2
import numpy as np
import pytest

from activities.face_track.base import Found, Landmarks
from activities.face_track.mouth import UNSEEN, motion
from core.domain.box import Box
from tests.activities.face_track.people import MOUTH, PORTRAIT, Picture, photograph, speaking

FACE = Found(
    Box(x=0.455, y=0.081, width=0.131, height=0.314),
    0.9,
    Landmarks((0.49, 0.2), (0.55, 0.2), (0.52, 0.25), (0.495, 0.3), (0.551, 0.3)),
)


@pytest.fixture(scope="module")
def portrait() -> Picture:
    return photograph(PORTRAIT)


def luma(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def moved(picture: Picture, x: float, y: float) -> Picture:
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    size = picture.shape[1], picture.shape[0]
    return np.asarray(cv2.warpAffine(picture, shift, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


def test_a_mouth_that_opens_moves_and_a_still_one_does_not(portrait: Picture) -> None:
    opened = speaking(portrait, MOUTH, 5, 35)

    assert motion(luma(portrait), luma(portrait), FACE) == 0.0
    assert motion(luma(portrait), luma(opened), FACE) > 0.1


def test_a_head_or_camera_that_moves_is_no_mouth_that_moves(portrait: Picture) -> None:
    away = moved(portrait, 1.5, 1.0)
    opened = moved(speaking(portrait, MOUTH, 5, 35), 1.5, 1.0)

    assert motion(luma(portrait), luma(away), FACE) < 0.02
    assert motion(luma(portrait), luma(opened), FACE) > 0.1


def test_a_light_that_changes_is_no_mouth_that_moves(portrait: Picture) -> None:
    darker = (portrait * 0.8).astype(np.uint8)

    assert motion(luma(portrait), luma(darker), FACE) < 0.02


def test_without_landmarks_the_mouth_is_where_mouths_are(portrait: Picture) -> None:
    opened = speaking(portrait, MOUTH, 5, 35)

    assert motion(luma(portrait), luma(opened), Found(FACE.box, 0.9)) > 0.1


def test_a_face_too_small_to_show_a_mouth_has_none_that_is_seen(portrait: Picture) -> None:
    small = luma(np.asarray(cv2.resize(portrait, (70, 39)), np.uint8))

    assert motion(small, 255 - small, FACE) == UNSEEN


def test_a_face_at_the_edge_of_the_picture_is_measured_where_it_is_seen() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (90, 160), np.uint8)

    value = motion(picture, picture[::-1], Found(Box(x=0.8, y=0.7, width=0.2, height=0.3), 0.9))

    assert 0.0 <= value <= 1.0
