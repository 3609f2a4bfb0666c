from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import gaze
from activities.render.gaze import Eye
from activities.render.seeing import Patch, Picture

SIZE = (120, 240)


def eye(aside: float = 0.0, *, at: tuple[float, float] = (120, 60), opening: float = 0.4) -> Eye:
    """Return an eye 100 pixels wide whose iris is that share of it to the right."""
    x, y = at
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = np.stack([x + 50 * np.cos(angles), y + 50 * opening * np.sin(angles)], axis=1)
    return Eye(
        ring=ring,
        corners=np.array([[x - 50, y], [x + 50, y]]),
        lids=np.array([[x, y - 50 * opening], [x, y + 50 * opening]]),
        iris=np.array([x + 100 * aside, y]),
        radius=16,
    )


def drawn(one: Eye) -> Picture:
    """Return a picture of an eye, on skin."""
    picture = np.full((*SIZE, 3), 150, np.uint8)
    cv2.fillPoly(picture, [np.round(one.ring).astype(np.int32)], (240, 240, 240))
    cv2.circle(picture, np.round(one.iris).astype(int).tolist(), 16, (30, 30, 30), -1)
    return picture


def laid(picture: Picture, patch: Patch) -> Picture:
    made = picture.astype(float)
    rows, columns = patch.visible.shape
    part = made[patch.y : patch.y + rows, patch.x : patch.x + columns]
    share = patch.visible[..., None]
    part[:] = patch.picture * share + part * (1 - share)
    return np.asarray(made.round(), np.uint8)


def iris_at(picture: Picture) -> float:
    """Return the middle of what is dark, in pixels from the left."""
    dark = np.clip(120 - picture[..., 0].astype(float), 0, None)
    return float(dark.sum(axis=0) @ np.arange(picture.shape[1]) / dark.sum())


def pair(aside: float = 0.0, **changes: Any) -> tuple[Eye, Eye]:
    return eye(aside, at=(120, 60), **changes), eye(aside, at=(320, 60), **changes)


NOSE = np.array([220.0, 140.0])


@pytest.mark.parametrize("aside", [-0.12, -0.06, 0.06, 0.12])
def test_an_iris_that_is_a_little_aside_comes_to_the_middle(aside: float) -> None:
    before = eye(aside)
    picture = drawn(before)
    way = gaze.wanted(pair(aside), NOSE)

    patch = gaze.moved(picture, before, way)

    assert patch is not None
    after = laid(picture, patch)
    assert iris_at(picture) == pytest.approx(120 + 100 * aside, abs=0.5)
    assert iris_at(after) == pytest.approx(120, abs=3)


def test_skin_and_lids_stay_to_the_pixel() -> None:
    before = eye(0.12)
    picture = drawn(before)
    patch = gaze.moved(picture, before, np.array([-0.12, 0.0]))

    assert patch is not None
    changed = (laid(picture, patch) != picture).any(axis=2)
    mask = np.zeros(SIZE, np.uint8)
    cv2.fillPoly(mask, [np.round(before.ring).astype(np.int32)], 1)
    around = cv2.dilate(mask, np.ones((31, 31), np.uint8))
    assert not changed[around == 0].any()
    assert changed.any()


@pytest.mark.parametrize(
    ("eyes", "nose"),
    [
        (pair(0.0), NOSE),
        (pair(0.35), NOSE),
        (pair(0.1, opening=0.1), NOSE),
        (pair(0.1), np.array([300.0, 140.0])),
        ((eye(0.1), eye(-0.1, at=(320, 60))), NOSE),
    ],
    ids=["already there", "far aside", "a blink", "a turned head", "a squint"],
)
def test_eyes_that_should_stay_do(eyes: tuple[Eye, Eye], nose: gaze.Points) -> None:
    assert np.abs(gaze.wanted(eyes, nose)).max() < 1e-9


def test_the_way_becomes_less_the_farther_eyes_look_without_a_jump() -> None:
    ways = [-gaze.wanted(pair(aside), NOSE)[0] for aside in np.linspace(0, 0.4, 81)]

    assert max(ways) == pytest.approx(0.16, abs=0.01)
    assert np.abs(np.diff(ways)).max() < 0.012
    assert ways[-1] == 0


def test_an_eye_at_the_edge_of_the_picture_is_left_alone() -> None:
    assert gaze.moved(drawn(eye()), eye(at=(20, 60)), np.array([0.1, 0.0])) is None


@given(
    st.floats(-0.5, 0.5),
    st.floats(0.01, 0.6),
    st.floats(-1, 1),
)
def test_whatever_an_eye_is_like_it_is_drawn_whole(
    aside: float, opening: float, way: float
) -> None:
    one = eye(aside, opening=opening)
    patch = gaze.moved(drawn(one), one, np.array([way, 0.0]))

    assert patch is not None
    assert patch.picture.shape[:2] == patch.visible.shape
    assert 0 <= patch.visible.min() <= patch.visible.max() <= 1
