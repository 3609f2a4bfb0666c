import cv2
import numpy as np
import pytest

from activities.face_track.backends import haar
from activities.face_track.backends.haar import Haar
from core.errors import EngineUnavailableError
from tests.activities.face_track.people import FACE, PORTRAIT, photograph


@pytest.fixture(scope="module")
def detector() -> Haar:
    made = Haar()
    made.prepare(lambda _: None)
    return made


def test_a_portrait_is_one_face(detector: Haar) -> None:
    picture = photograph(PORTRAIT)

    (face,) = detector.detect(picture)

    x, y = face.box.center
    assert (x * picture.shape[1], y * picture.shape[0]) == pytest.approx(FACE, abs=14)
    assert face.score > 0.5
    assert face.landmarks is None


def test_two_people_are_two_faces(detector: Haar) -> None:
    picture = photograph("two-people.jpg")

    left, right = sorted(face.box.center[0] for face in detector.detect(picture))

    assert (left, right) == pytest.approx((0.28, 0.77), abs=0.03)


def test_where_nobody_is_there_is_no_face(detector: Haar) -> None:
    assert detector.detect(np.zeros((360, 640, 3), np.uint8)) == []


def test_a_version_of_opencv_without_cascades_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(cv2, "CascadeClassifier")

    with pytest.raises(EngineUnavailableError, match="no Haar cascades"):
        Haar().prepare(lambda _: None)


def test_a_missing_cascade_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(haar, "_CASCADE", "absent.xml")

    with pytest.raises(EngineUnavailableError, match=r"absent\.xml"):
        Haar().prepare(lambda _: None)
