from dataclasses import replace

import numpy as np
import pytest

from activities.face_track.base import Found
from activities.face_track.faces import tracks, visible
from activities.face_track.look import Look
from activities.face_track.mouth import UNSEEN
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
    left, right = (visible(looks, chain, None) for chain in follow(looks))

    face, known = right
    assert (face.first, len(face.motion)) == (0, 103)
    assert face.motion[50] == pytest.approx(0.2, abs=0.01)
    assert known.all()
    assert face.crops is None
    assert not left[0].motion.any()


def test_where_a_mouth_was_not_seen_its_motion_is_not_known() -> None:
    looks = recording(41)
    hidden = [replace(one, times=(), motion=()) if one.at >= 5 else one for one in looks]
    small = [replace(one, motion=((UNSEEN, UNSEEN),) * 3) for one in looks]

    face, known = visible(hidden, follow(hidden)[0], None)
    _, never = visible(small, follow(small)[0], None)

    assert known[:49].all()
    assert not known[52:].any()
    assert not face.motion[52:].any()
    assert not never.any()


def test_between_detections_far_apart_a_face_is_where_it_should_be() -> None:
    def at(time: float, x: float) -> Look:
        found = (Found(Box(x=x, y=0.2, width=0.1, height=0.2), 0.9),)
        return Look(time, time == 0.0, found)

    looks = [at(0.0, 0.2), at(8.0, 0.24), at(8.25, 0.24)]

    (track,) = tracks(looks, follow(looks))

    times = [d.at for d in track.detections]
    assert times == pytest.approx([0, 1, 2, 3, 4, 5, 6, 7, 8, 8.25])
    assert track.detections[4].box.x == pytest.approx(0.22)


def test_what_a_face_looks_like_is_the_mean_of_what_was_measured() -> None:
    vectors = [np.array(v, np.float16).tobytes() for v in ((1.0, 0.0), (0.6, 0.8))]
    looks = [
        replace(one, found=one.found[:1], vectors=(vectors[n],) if n < 2 else ())
        for n, one in enumerate(recording(6))
    ]

    (track,) = tracks(looks, follow(looks), first=7, kind="body")

    assert track.look == pytest.approx((0.894, 0.447), abs=0.002)
    assert (track.id, track.kind) == (7, "body")
