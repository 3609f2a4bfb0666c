import pytest

from activities.face_track.base import Found
from activities.face_track.faces import mouths, tracks
from activities.face_track.look import Look
from activities.face_track.tracking import follow
from core.domain.box import Box
from core.domain.faces import FaceTracks


def recording(looks: int) -> list[Look]:
    """Two faces side by side; the mouth of the right one moves more and more."""
    boxes = (
        Box(x=0.6123, y=0.2, width=0.1, height=0.2),
        Box(x=0.2, y=0.2, width=0.1, height=0.2),
    )
    found = tuple(Found(box, 0.8765) for box in boxes)
    seen = []
    for n in range(looks):
        at = n * 0.25
        times = (at + 0.07, at + 0.14, at + 0.21)
        seen.append(Look(at, n == 0, found, times, ((n * 0.01, 0.0),) * 3))
    return seen


def test_tracks_are_numbered_from_left_to_right_when_they_appear_together() -> None:
    looks = recording(8)

    left, right = tracks(looks, follow(looks))

    assert (left.id, right.id) == (1, 2)
    assert left.detections[0].box.x < right.detections[0].box.x


def test_a_detection_tells_how_the_mouth_moved_since_the_one_before() -> None:
    looks = recording(8)

    _, right = tracks(looks, follow(looks))

    assert [d.mouth for d in right.detections] == pytest.approx(
        [0, 0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06]
    )


def test_numbers_are_short_so_that_hours_stay_a_few_megabytes() -> None:
    looks = recording(400)
    faces = FaceTracks(engine="test", sample_rate=4, tracks=tracks(looks, follow(looks)))

    assert len(faces.model_dump_json()) < 400 * 2 * 115


def test_the_motion_of_a_mouth_is_on_the_grid_of_the_sound() -> None:
    looks = recording(41)

    left, right = mouths(looks, follow(looks))

    assert (left.track, right.track) == (1, 2)
    assert (right.first, len(right.motion)) == (0, 103)
    assert right.motion[50] == pytest.approx(0.2, abs=0.01)
    assert not left.motion.any()
