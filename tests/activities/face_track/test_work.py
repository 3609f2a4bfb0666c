from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.face_track.contract import Engines, Tracked, TrackTask
from activities.face_track.work import join, track
from core.domain.faces import Track
from core.domain.part import JoinTask, Part, PieceFile
from core.domain.span import Span
from core.errors import EngineUnavailableError
from core.registry import Registry
from tests.activities.face_track import broken_engines
from tests.activities.face_track.people import (
    FPS,
    MOUTH,
    PORTRAIT,
    Picture,
    need_centerface,
    need_portraits,
    photograph,
    record,
    shown,
    speaking,
    syllables,
    talk,
)
from tests.benchmarks import speaker
from tests.benchmarks.conversations import CLOSE_A, LEFT, RIGHT, Shot, Take, film
from tests.benchmarks.speaker import TWO_PEOPLE, measure
from tests.media import SHARED, video

pytestmark = pytest.mark.media

SHORT = Take("short", 4.7, (Shot(6.4, (LEFT, RIGHT)), Shot(2.5, (CLOSE_A,))))
CUT = Take("cut", 31.0, (Shot(2.0, (LEFT, RIGHT)), Shot(2.0, (CLOSE_A,)), Shot(2.0, (RIGHT,))))


def tracked(
    picture: Path, *, seconds: float, sound: Path | None = None, detector: str = "centerface"
) -> Tracked:
    if detector == "centerface":
        need_centerface()
    return track(task(picture, seconds=seconds, sound=sound, detector=detector), lambda _: None)


def task(
    picture: Path,
    *,
    seconds: float,
    sound: Path | None = None,
    detector: str = "haar",
    speakers: tuple[str, ...] = ("built-in",),
) -> TrackTask:
    return TrackTask(
        video=str(picture),
        audio=None if sound is None else str(sound),
        duration=seconds,
        detector=detector,
        engines=Engines(embedders=("appearance",), people=("hog",), speakers=speakers),
    )


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
    assert len(found.detections) >= 12
    assert np.median(errors(found)) < 0.01
    assert max(errors(found)) < 0.04


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
    assert (left.person, right.person) == (1, 2)
    assert faces.views == ()
    assert faces.engine == "CenterFace 2019, appearance, motion of mouths"


def test_where_nobody_is_there_are_no_tracks_and_no_error(tmp_path: Path) -> None:
    empty = video(tmp_path / "empty.mp4", seconds=2, sound=False)

    faces = tracked(empty, seconds=2.0)

    assert faces.tracks == ()
    assert faces.speaking == ()
    assert faces.sample_rate == 4.0


@pytest.mark.skipif(not SHARED.exists(), reason="the real recordings are not there")
def test_the_speaker_of_a_stage_recording_is_one_track_through_one_scene() -> None:
    faces = tracked(SHARED / "stage-performance.mp4", seconds=10.02)

    alone = [t for t in faces.tracks if t.span.start < 5 < t.span.end]
    assert len(alone) == 1
    assert alone[0].span.start == pytest.approx(3.59, abs=0.1)
    assert alone[0].span.end == pytest.approx(7.8, abs=0.2)
    assert sum(t.span.start > 7.85 for t in faces.tracks) >= 4


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    empty = video(tmp_path / "empty.mp4", seconds=3, size="160x90", sound=False)
    told: list[float] = []

    track(task(empty, seconds=3.0), told.append)

    assert told == sorted(told)
    assert told[-1] > 0.8


def test_the_speaker_of_a_conversation_is_found_nearly_all_the_time(tmp_path: Path) -> None:
    need_portraits()

    score = measure(SHORT, tmp_path)

    assert score.speech > 7
    assert score.share >= TWO_PEOPLE


def test_a_person_is_the_same_before_and_after_a_cut(tmp_path: Path) -> None:
    need_portraits()
    known = film(CUT, tmp_path)

    faces = speaker.tracked(known)

    seen: dict[int, list[float]] = {track.person: [] for track in faces.tracks}
    for one in faces.tracks:
        seen[one.person].append(round(one.span.start, 1))
    assert sorted(seen.values()) == [[0.0, 2.0], [0.0, 4.0]]


def test_a_picture_that_stands_still_has_constant_boxes_and_is_a_still(tmp_path: Path) -> None:
    picture = shown(photograph(PORTRAIT), (426, 240), face_at=(200, 90), scale=0.7)
    still = record(tmp_path / "still.mp4", [picture] * 8 * FPS)

    faces = tracked(still, seconds=8.0)

    (one,) = faces.tracks
    assert {detection.box for detection in one.detections} == {one.detections[0].box}
    assert one.span.end == pytest.approx(8.0, abs=0.3)
    assert [view.kind for view in faces.views] == ["still"]


@pytest.mark.parametrize("fps", [1, 120])
def test_a_recording_of_any_rate_has_its_face(tmp_path: Path, fps: int) -> None:
    need_centerface()
    picture = shown(photograph(PORTRAIT), (426, 240), face_at=(200, 90), scale=0.7)
    still = record(tmp_path / "still.mp4", [picture] * 4 * fps, fps=fps)

    (one,) = tracked(still, seconds=4.0).tracks

    assert one.span.duration >= 2.9


def test_in_the_dark_the_answer_is_poorer_and_no_error(tmp_path: Path) -> None:
    picture = shown(photograph(PORTRAIT), (426, 240), face_at=(200, 90), scale=0.7) // 12
    dark = record(tmp_path / "dark.mp4", [picture] * FPS)

    assert len(tracked(dark, seconds=1.0).tracks) <= 1


def test_of_a_crowd_a_few_are_followed(tmp_path: Path) -> None:
    head = shown(photograph(PORTRAIT), (60, 60), face_at=(30, 28), scale=0.35)
    crowd = np.vstack([np.hstack([head] * 8)] * 5)
    many = record(tmp_path / "crowd.mp4", [crowd] * FPS)

    faces = tracked(many, seconds=1.0)

    assert 4 <= len(faces.tracks) <= 8
    assert "more than 8 faces" in faces.note


def test_an_engine_that_cannot_run_is_told_and_the_next_one_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table: Registry[object] = Registry(
        "active speaker",
        {
            "broken": "tests.activities.face_track.broken_engines:Broken",
            "built-in": "activities.face_track.speakers.built_in:BuiltIn",
        },
    )
    monkeypatch.setattr(catalog, "ACTIVE_SPEAKERS", table)
    empty = video(tmp_path / "empty.mp4", seconds=1, size="160x90", sound=False)

    faces = track(task(empty, seconds=1.0, speakers=("broken", "built-in")), lambda _: None)

    assert faces.note == "broken could not be used: it is broken; mend it"
    with pytest.raises(EngineUnavailableError, match="broken could not be used"):
        track(task(empty, seconds=1.0, speakers=("broken",)), lambda _: None)


def test_an_engine_that_wants_crops_gets_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "tests.activities.face_track.broken_engines:Watchful"
    table: Registry[object] = Registry("active speaker", {"watchful": name})
    monkeypatch.setattr(catalog, "ACTIVE_SPEAKERS", table)
    monkeypatch.chdir(tmp_path)
    picture = shown(photograph(PORTRAIT), (426, 240), face_at=(200, 90), scale=0.7)
    still = record(tmp_path / "still.mp4", [picture] * 2 * FPS)
    sound = talk(tmp_path / "a.flac", syllables, 2.0)
    need_centerface()

    track(
        task(still, seconds=2.0, sound=sound, detector="centerface", speakers=("watchful",)),
        lambda _: None,
    )

    assert broken_engines.TOLD == ["2.0 s of crops, 110 to 190 bright"]


def test_the_parts_of_a_recording_are_put_together(tmp_path: Path) -> None:
    picture = shown(photograph(PORTRAIT), (426, 240), face_at=(200, 90), scale=0.7)
    pieces = []
    for index, own in enumerate((Span(start=0, end=6), Span(start=6, end=12))):
        part = Part(
            index=index,
            of=2,
            own=own,
            seen=Span(start=max(0, own.start - 2), end=own.end + 2 * (1 - index)),
        )
        still = record(tmp_path / f"{index}.mp4", [picture] * round(part.duration * FPS))
        path = tmp_path / f"{index}.json"
        path.write_text(tracked(still, seconds=part.duration).model_dump_json())
        pieces.append(PieceFile(part=part, path=str(path)))

    whole = join(JoinTask(duration=12.0, pieces=tuple(pieces)), lambda _: None)

    (one,) = whole.tracks
    assert (one.span.start, one.person) == (0.0, 1)
    assert one.span.end == pytest.approx(12.0, abs=0.3)
    assert [(view.kind, view.span.end) for view in whole.views] == [("still", 12.0)]
