from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.face_track.base import Found, Picture
from activities.face_track.pictures import look_through, sample_rate
from core.domain.box import Box
from core.errors import UnreadableMediaError
from tests.activities.scenes.footage import FPS, cut_together
from tests.media import video

pytestmark = pytest.mark.media


class Everywhere:
    """Finds ten faces in every picture, one of them too small to matter."""

    engine = "everywhere"

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def detect(self, picture: Picture) -> list[Found]:
        self.shapes.append(picture.shape)
        box = [Box(x=n / 10, y=0.3, width=0.08, height=0.2) for n in range(9)]
        small = Box(x=0.9, y=0.3, width=0.01, height=0.01)
        return [Found(b, 0.5 + n / 100) for n, b in enumerate(box)] + [Found(small, 1.0)]


def test_pictures_are_looked_at_at_the_sample_rate(tmp_path: Path) -> None:
    detector = Everywhere()
    footage = video(tmp_path / "take.mp4", seconds=5, size="320x180", sound=False)

    looks = look_through(footage, detector, duration=5.0, report=lambda _: None)

    times = np.array([look.at for look in looks])
    assert times[0] == 0.0
    assert np.diff(times) == pytest.approx(0.25, abs=0.06)
    assert len(looks) == pytest.approx(20, abs=2)
    assert set(detector.shapes) == {(180, 320, 3)}


def test_between_two_looks_mouths_are_compared_often_enough(tmp_path: Path) -> None:
    footage = video(tmp_path / "take.mp4", seconds=3, size="320x180", fps=25, sound=False)

    looks = look_through(footage, Everywhere(), duration=3.0, report=lambda _: None)

    times = np.concatenate([look.times for look in looks])
    assert len(times) / 3.0 >= 10
    assert (np.diff(times) > 0).all()
    for look in looks:
        assert len(look.motion) == len(look.times)
        assert all(len(ways) == len(look.found) for ways in look.motion)
        assert all(0 <= way <= 1 for ways in look.motion for way in ways)


def test_a_look_is_taken_at_every_cut(tmp_path: Path) -> None:
    footage = cut_together(tmp_path / "cuts.mp4", [40, 37, 33])

    looks = look_through(footage, Everywhere(), duration=110 / FPS, report=lambda _: None)

    cuts = [look.at for look in looks if look.cut]
    assert cuts == pytest.approx([0.0, 40 / FPS, 77 / FPS], abs=2.01 / FPS)


def test_of_a_crowd_the_best_faces_are_followed(tmp_path: Path) -> None:
    footage = video(tmp_path / "take.mp4", seconds=1, size="160x90", sound=False)

    looks = look_through(footage, Everywhere(), duration=1.0, report=lambda _: None)

    assert {len(look.found) for look in looks} == {8}
    assert min(face.score for face in looks[0].found) == pytest.approx(0.51)


def test_what_is_no_video_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a video")

    with pytest.raises(UnreadableMediaError, match=r"text\.mp4 cannot be decoded"):
        look_through(text, Everywhere(), duration=1.0, report=lambda _: None)


@given(duration=st.floats(0, 40_000))
def test_a_long_recording_is_looked_at_a_bounded_number_of_times(duration: float) -> None:
    rate = sample_rate(duration)

    assert 0.9 < rate <= 4.0
    assert rate * duration <= 40_000.001
