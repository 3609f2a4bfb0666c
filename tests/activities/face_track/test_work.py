from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from activities.face_track.contract import TrackTask
from activities.face_track.work import track
from core.domain.faces import FaceTracks, Track
from tests.activities.face_track.people import (
    FPS,
    MOUTH,
    PORTRAIT,
    Picture,
    need_centerface,
    photograph,
    record,
    shown,
    speaking,
    syllables,
    talk,
)
from tests.media import SHARED, video

pytestmark = pytest.mark.media


def tracked(
    picture: Path, *, seconds: float, sound: Path | None = None, detector: str = "centerface"
) -> FaceTracks:
    if detector == "centerface":
        need_centerface()
    task = TrackTask(
        video=str(picture),
        audio=None if sound is None else str(sound),
        duration=seconds,
        detector=detector,
    )
    return track(task, lambda _: None)


def path_of(at: float) -> tuple[float, float]:
    """Where the face of somebody who walks about is, in pixels of 640 by 360."""
    return 320 + 190 * np.sin(1.1 * at), 150 + 20 * np.sin(2.3 * at)


def errors(found: Track) -> list[float]:
    """How far the track is from the path, in shares of the width of the picture."""
    return [
        float(np.hypot(d.box.center[0] - x / 640, (d.box.center[1] - y / 360) * 360 / 640))
        for d in found.detections
        for x, y in [path_of(d.at)]
    ]


@pytest.mark.parametrize("detector", ["centerface", "haar"])
def test_a_face_that_walks_about_is_one_track_on_its_path(tmp_path: Path, detector: str) -> None:
    portrait = photograph(PORTRAIT)
    pictures = (
        shown(portrait, (640, 360), face_at=path_of(n / FPS), scale=0.7) for n in range(4 * FPS)
    )
    walk = record(tmp_path / "walk.mp4", pictures)

    faces = tracked(walk, seconds=4.0, detector=detector)

    (found,) = faces.tracks
    assert len(found.detections) >= 14
    assert np.median(errors(found)) < 0.01
    assert max(errors(found)) < 0.03


def two_people(portrait: Picture, seconds: float, change: float) -> Iterator[Picture]:
    """Two people beside each other; the left one speaks first, then the right one."""
    for n in range(round(seconds * FPS)):
        at = n / FPS
        halves = []
        for side in (0, 1):
            speaks = (at >= change) == bool(side)
            said = speaking(portrait, MOUTH, 5 * syllables(at) if speaks else 0.0, 35)
            sway = 160 + 3 * np.sin(2 * at + side), 130 + 2 * np.sin(3 * at + side)
            halves.append(shown(said, (320, 360), face_at=sway, scale=0.8))
        yield np.hstack(halves)


def test_of_two_people_the_one_who_moves_the_mouth_with_the_sound_speaks(tmp_path: Path) -> None:
    pictures = two_people(photograph(PORTRAIT), 7.0, change=3.5)
    both = record(tmp_path / "both.mp4", pictures)
    sound = talk(tmp_path / "both.flac", syllables, 7.0)

    faces = tracked(both, seconds=7.0, sound=sound)

    left, right = faces.tracks
    assert left.detections[0].box.x < right.detections[0].box.x
    assert [turn.track for turn in faces.speaking] == [left.id, right.id]
    assert faces.speaking[0].span.end == pytest.approx(3.5, abs=0.6)
    assert sum(turn.span.duration for turn in faces.speaking) > 6.0


def test_where_nobody_is_there_are_no_tracks_and_no_error(tmp_path: Path) -> None:
    empty = video(tmp_path / "empty.mp4", seconds=2, sound=False)

    faces = tracked(empty, seconds=2.0)

    assert faces.tracks == ()
    assert faces.speaking == ()
    assert faces.sample_rate == 4.0


@pytest.mark.skipif(not SHARED.exists(), reason="the real recordings are not there")
def test_the_speaker_of_a_stage_recording_is_one_track_through_one_scene() -> None:
    faces = tracked(SHARED / "stage-performance.mp4", seconds=9.17)

    alone = [t for t in faces.tracks if t.span.start < 4 < t.span.end]
    assert len(alone) == 1
    assert alone[0].span.start == pytest.approx(2.74, abs=0.1)
    assert alone[0].span.end == pytest.approx(6.9, abs=0.2)
    assert sum(t.span.start > 7.0 for t in faces.tracks) >= 4


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    empty = video(tmp_path / "empty.mp4", seconds=3, size="160x90", sound=False)
    told: list[float] = []

    track(TrackTask(video=str(empty), audio=None, duration=3.0, detector="haar"), told.append)

    assert told == sorted(told)
    assert told[-1] > 0.9
