from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from activities.face_track.base import Found, Picture
from activities.face_track.look import Look
from activities.face_track.tracking import follow
from activities.face_track.watching import Eyes, Seen, sample_rate, watch
from core.domain.box import Box
from tests.activities.face_track.people import PORTRAIT, photograph, record, shown
from tests.activities.scenes.footage import FPS, cut_together
from tests.media import video

pytestmark = pytest.mark.media

PEOPLE = [Box(x=n / 10, y=0.3, width=0.08, height=0.2) for n in range(9)]


class Detector:
    """Finds what it is told to find, and counts."""

    engine = "told"

    def __init__(self, boxes: Sequence[Box] = (), score: float = 0.8) -> None:
        self.found = [Found(box, score - n / 100) for n, box in enumerate(boxes)]
        self.shapes: list[tuple[int, ...]] = []

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def detect(self, picture: Picture) -> list[Found]:
        self.shapes.append(picture.shape)
        return list(self.found)


class Embedder:
    """Measures every face alike, and counts."""

    engine = "told"
    same = 0.5

    def __init__(self) -> None:
        self.faces: list[Found] = []

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def embed(self, picture: Picture, face: Found) -> NDArray[np.float32] | None:
        self.faces.append(face)
        return np.array([0.6, 0.8], np.float32)


def seen(
    footage: Path, detector: Detector, *, seconds: float, people: Detector | None = None
) -> Seen:
    eyes = Eyes(detector, Embedder(), people)
    return watch(footage, eyes, duration=seconds, report=lambda _: None)


def standing(path: Path, seconds: float) -> Path:
    """A face that stands still."""
    picture = shown(photograph(PORTRAIT), (426, 240), face_at=(213, 90), scale=0.5)
    return record(path, [picture] * round(seconds * FPS))


AT_HOME = Box(x=(213 - 28) / 426, y=(90 - 38) / 240, width=56 / 426, height=75 / 240)


def searched(looks: Sequence[Look]) -> list[float]:
    return [look.at for look in looks if look.searched]


def test_a_face_that_stands_still_is_looked_at_rarely_and_its_box_is_constant(
    tmp_path: Path,
) -> None:
    detector = Detector([AT_HOME])

    looks = seen(standing(tmp_path / "a.mp4", 6), detector, seconds=6).faces

    assert len(detector.shapes) <= 2
    assert {look.found[0].box for look in looks} == {looks[0].found[0].box}
    times = [look.at for look in looks]
    assert all(b - a <= 1.1 for a, b in pairwise(times))
    assert times[-1] == pytest.approx(6 - 1 / FPS, abs=0.3)


def test_a_look_is_taken_at_every_cut(tmp_path: Path) -> None:
    footage = cut_together(tmp_path / "cuts.mp4", [40, 37, 33])

    looks = seen(footage, Detector(PEOPLE[:1]), seconds=110 / FPS).faces

    cuts = [look.at for look in looks if look.cut]
    assert cuts == pytest.approx([0.0, 40 / FPS, 77 / FPS], abs=2.01 / FPS)
    assert set(cuts) <= set(searched(looks))


def test_however_much_moves_faces_are_not_looked_for_all_the_time(tmp_path: Path) -> None:
    footage = video(tmp_path / "wild.mp4", seconds=20, size="320x180", sound=False)
    detector = Detector(PEOPLE)

    seen(footage, detector, seconds=20)

    assert 12 <= len(detector.shapes) <= 12 + 1.2 * 20


def test_between_two_looks_mouths_are_compared_often_enough(tmp_path: Path) -> None:
    looks = seen(standing(tmp_path / "a.mp4", 3), Detector([AT_HOME]), seconds=3).faces

    times = np.concatenate([look.times for look in looks])
    assert len(times) / 3.0 >= 10
    assert (np.diff(times) > 0).all()
    for look in looks:
        assert len(look.motion) == len(look.times)
        assert all(len(ways) == len(look.found) for ways in look.motion)
        assert all(0 <= way <= 1 for ways in look.motion for way in ways)


def test_without_sound_no_mouth_is_measured(tmp_path: Path) -> None:
    eyes = Eyes(Detector([AT_HOME]), Embedder(), mouths=False)

    found = watch(standing(tmp_path / "a.mp4", 1), eyes, duration=1.0, report=lambda _: None)

    assert not any(look.times for look in found.faces)


def test_of_a_crowd_the_best_faces_are_followed(tmp_path: Path) -> None:
    crowd = [Box(x=n % 8 / 8, y=n // 8 / 5, width=0.05, height=0.08) for n in range(40)]
    footage = video(tmp_path / "take.mp4", seconds=1, size="160x90", sound=False)

    looks = seen(footage, Detector(crowd), seconds=1).faces

    assert {len(look.found) for look in looks if look.searched} == {8}
    assert min(face.score for face in looks[0].found) == pytest.approx(0.73)


def test_what_a_face_looks_like_is_measured_a_few_times_in_each_scene(tmp_path: Path) -> None:
    embedder = Embedder()
    eyes = Eyes(Detector(PEOPLE[:2]), embedder)
    footage = video(tmp_path / "take.mp4", seconds=8, size="320x180", sound=False)

    found = watch(footage, eyes, duration=8.0, report=lambda _: None)

    assert 2 <= len(embedder.faces) <= 2 * 3
    measured = [look.vectors for look in found.faces if look.vectors]
    assert np.frombuffer(measured[0][0], np.float16) == pytest.approx([0.6, 0.8], abs=1e-3)


def test_bodies_are_looked_for_where_something_moves_and_no_face_is(tmp_path: Path) -> None:
    body = Box(x=0.4, y=0.1, width=0.2, height=0.8)
    footage = video(tmp_path / "wild.mp4", seconds=8, size="320x180", sound=False)
    people, nobody = Detector([body]), Detector([body])

    faceless = seen(footage, Detector(), seconds=8, people=people)
    with_faces = seen(footage, Detector(PEOPLE[:1]), seconds=8, people=nobody)

    assert 1 <= len(people.shapes) <= 4
    assert faceless.bodies[0].found[0].box == body
    assert nobody.shapes == [] == with_faces.bodies


def test_nobody_is_looked_for_in_a_picture_that_stands_still(tmp_path: Path) -> None:
    detector, people = Detector(), Detector()
    still = record(tmp_path / "s.mp4", [np.full((120, 200, 3), 80, np.uint8)] * 150)

    seen(still, detector, seconds=5, people=people)

    assert len(detector.shapes) == 1
    assert people.shapes == []


def sparse(path: Path, times: Sequence[float]) -> Path:
    """A face that stands still, in pictures at these times."""
    picture = shown(photograph(PORTRAIT), (426, 240), face_at=(213, 90), scale=0.5)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 426, 240, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for at in times:
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = round(at * 1000), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_in_key_frames_seconds_apart_a_face_is_one_and_no_mouth_is_measured(
    tmp_path: Path,
) -> None:
    footage = sparse(tmp_path / "sparse.mp4", [0.0, 8.0, 16.0, 24.0])

    looks = seen(footage, Detector([AT_HOME]), seconds=30.0).faces

    (chain,) = follow(looks)
    assert [looks[n].at for n, _ in chain.places] == pytest.approx(
        [0.0, 8.0, 16.0, 24.0, 29.75], abs=0.1
    )
    assert not any(look.times for look in looks)


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    footage = video(tmp_path / "take.mp4", seconds=3, size="160x90", sound=False)

    watch(footage, Eyes(Detector(), Embedder()), duration=3.0, report=told.append)

    assert told == sorted(told)
    assert told[-1] > 0.5


@given(duration=st.floats(0, 40_000))
def test_a_long_recording_is_looked_at_a_bounded_number_of_times(duration: float) -> None:
    rate = sample_rate(duration)

    assert 0.9 < rate <= 4.0
    assert rate * duration <= 40_000.001
