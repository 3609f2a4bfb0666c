import cv2
import numpy as np
import pytest

from activities import catalog
from activities.face_track.base import PersonDetector
from core.errors import EngineUnavailableError

ROWS, COLUMNS = 240, 426


@pytest.fixture(scope="module")
def detector() -> PersonDetector:
    made = catalog.PERSON_DETECTORS.load("hog")()
    made.prepare(lambda _: None)
    return made


def street(*people: int) -> np.ndarray:
    """A pale wall, before which people stand at these columns, seen from behind."""
    picture = np.full((ROWS, COLUMNS, 3), (190, 185, 180), np.uint8)
    cv2.rectangle(picture, (0, 215), (COLUMNS, ROWS), (150, 150, 150), -1)
    for x in people:
        cv2.circle(picture, (x, 52), 13, (40, 50, 60), -1, cv2.LINE_AA)
        cv2.ellipse(picture, (x, 100), (27, 42), 0, 0, 360, (60, 40, 50), -1, cv2.LINE_AA)
        for side in (-1, 1):
            cv2.line(picture, (x + 9 * side, 130), (x + 13 * side, 215), (50, 40, 40), 15)
            cv2.line(picture, (x + 22 * side, 78), (x + 31 * side, 135), (60, 40, 50), 10)
    return cv2.GaussianBlur(picture, (0, 0), 1.0)


def test_somebody_seen_from_behind_is_found(detector: PersonDetector) -> None:
    found = detector.detect(street(213))

    assert found
    box = found[0].box
    assert box.center[0] == pytest.approx(213 / COLUMNS, abs=0.05)
    assert 0.5 < box.height < 0.95
    assert 0 < found[0].score <= 1


def test_people_come_best_first_and_inside_the_picture(detector: PersonDetector) -> None:
    found = detector.detect(street(100, 320))

    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert 0 <= one.box.x <= one.box.x + one.box.width <= 1
        assert 0 <= one.box.y <= one.box.y + one.box.height <= 1


def test_an_empty_street_and_a_tiny_picture_show_nobody(detector: PersonDetector) -> None:
    assert detector.detect(street()) == []
    assert detector.detect(street(30)[:60, :40]) == []


def test_it_has_to_be_prepared() -> None:
    with pytest.raises(EngineUnavailableError, match="call prepare first"):
        catalog.PERSON_DETECTORS.load("hog")().detect(street())
