from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.face_track.backends.centerface import CenterFace, decode, distinct, input_size
from core.errors import EngineUnavailableError
from core.settings import settings
from tests.activities.face_track.people import (
    FACE,
    PORTRAIT,
    Picture,
    need_centerface,
    photograph,
)


@pytest.fixture(scope="module")
def detector() -> CenterFace:
    need_centerface()
    made = CenterFace()
    made.prepare(lambda _: None)
    return made


def proxy(picture: Picture) -> Picture:
    """The picture as small as a proxy shows it."""
    scale = 640 / max(picture.shape)
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale), np.uint8)


def test_a_portrait_is_one_face_with_its_points(detector: CenterFace) -> None:
    picture = photograph(PORTRAIT)

    (face,) = detector.detect(proxy(picture))

    rows, columns = picture.shape[:2]
    x, y = face.box.center
    assert (x * columns, y * rows) == pytest.approx(FACE, abs=12)
    marks = face.landmarks
    assert marks is not None
    assert marks.left_eye[0] < marks.nose[0] < marks.right_eye[0]
    assert marks.left_eye[1] < marks.nose[1] < marks.left_mouth[1]
    assert face.score > 0.8


def test_two_people_are_two_faces(detector: CenterFace) -> None:
    faces = detector.detect(proxy(photograph("two-people.jpg")))

    left, right = sorted(face.box.center[0] for face in faces if face.score > 0.6)
    assert (left, right) == pytest.approx((0.28, 0.77), abs=0.03)


def test_pictures_of_different_sizes_may_follow_each_other(detector: CenterFace) -> None:
    picture = proxy(photograph(PORTRAIT))
    upright = np.ascontiguousarray(picture[:, 140:560][:, 100:320])

    before = detector.detect(picture)
    (other,) = detector.detect(upright)

    assert other.score > 0.7
    assert detector.detect(picture) == before


def test_where_nobody_is_there_is_no_face(detector: CenterFace) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (360, 640, 3)).astype(np.uint8)

    assert detector.detect(np.zeros((360, 640, 3), np.uint8)) == []
    assert [face for face in detector.detect(noise) if face.score > 0.5] == []


def test_without_its_model_another_engine_may_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")
    settings.cache_clear()
    try:
        with pytest.raises(EngineUnavailableError, match="centerface"):
            CenterFace().prepare(lambda _: None)
    finally:
        settings.cache_clear()


@given(width=st.integers(2, 4096), height=st.integers(2, 4096))
def test_the_input_divides_by_32_and_stays_small(width: int, height: int) -> None:
    across, down = input_size(width, height)

    assert across % 32 == down % 32 == 0
    assert min(across, down) >= 32
    assert across * down <= 1.5 * 320 * 192 or min(across, down) == 32


def test_the_answers_of_the_network_become_a_face() -> None:
    heat, size, offset, points = (
        np.zeros((1, channels, 48, 80), np.float32) for channels in (1, 2, 2, 10)
    )
    heat[0, 0, 20, 30] = 0.9
    size[0, :, 20, 30] = np.log(12), np.log(8)
    offset[0, :, 20, 30] = 0.25, -0.25
    points[0, 4:6, 20, 30] = 0.5, 0.4

    (face,) = decode(heat, size, offset, points)

    assert face.box.center == pytest.approx((30.25 / 80, 20.75 / 48))
    assert (face.box.width, face.box.height) == pytest.approx((8 / 80, 12 / 48))
    assert face.landmarks is not None
    assert face.landmarks.nose == pytest.approx(
        (face.box.x + 0.4 * face.box.width, face.box.y + 0.5 * face.box.height)
    )


@given(
    boxes=st.lists(
        st.tuples(st.floats(0, 0.8), st.floats(0, 0.8), st.floats(0.01, 0.5), st.floats(0.01, 0.5)),
        min_size=1,
        max_size=12,
    )
)
def test_each_face_is_kept_once(boxes: list[tuple[float, float, float, float]]) -> None:
    corners = np.array([(y, x, y + h, x + w) for y, x, h, w in boxes], np.float32)

    kept = distinct(np.concatenate([corners, corners]))

    assert kept[0] == 0
    assert all(i < len(boxes) for i in kept)
    assert distinct(corners[kept]) == list(range(len(kept)))
