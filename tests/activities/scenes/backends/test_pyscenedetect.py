from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import pytest

from activities.scenes.backends.pyscenedetect import PySceneDetect
from core.errors import UnreadableMediaError
from tests.activities.scenes.footage import FPS, cut_together
from tests.media import SHARED, video

pytestmark = pytest.mark.media


def f1(found: Sequence[float], truth: Sequence[int]) -> float:
    """Return the F1 score of cuts, each of which may be one frame off and count once."""
    left = [frame / FPS for frame in truth]
    hits = 0
    for at in found:
        near = [t for t in left if abs(t - at) <= 1.01 / FPS]
        if near:
            left.remove(near[0])
            hits += 1
    return 2 * hits / (len(found) + len(truth))


def test_cuts_are_found_to_the_frame(tmp_path: Path) -> None:
    frames = [45, 30, 62, 25, 40, 51, 33, 28, 70, 36, 24, 47, 39, 29, 55, 31]
    footage = cut_together(tmp_path / "cuts.mp4", frames)
    truth = list(accumulate(frames))[:-1]

    scenes = PySceneDetect().detect(footage, sum(frames) / FPS, report=lambda _: None)

    assert f1(scenes.cuts(), truth) >= 0.95
    assert "PySceneDetect" in scenes.engine


def test_a_take_that_moves_is_one_scene(tmp_path: Path) -> None:
    footage = video(tmp_path / "take.mp4", seconds=4, sound=False)

    scenes = PySceneDetect().detect(footage, 4.0, report=lambda _: None).scenes

    assert [(s.start, s.end) for s in scenes] == [(0.0, 4.0)]


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    footage = video(tmp_path / "take.mp4", seconds=12, size="160x90", sound=False)
    told: list[float] = []

    PySceneDetect().detect(footage, 12.0, report=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) >= 3


def test_what_is_no_video_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a video")

    with pytest.raises(UnreadableMediaError, match=r"text\.mp4 cannot be decoded") as refused:
        PySceneDetect().detect(text, 1.0, report=lambda _: None)

    assert "\n" not in str(refused.value)


@pytest.mark.skipif(not SHARED.exists(), reason="the real recordings are not there")
def test_the_cuts_of_a_stage_recording_are_found() -> None:
    scenes = PySceneDetect().detect(SHARED / "stage-performance.mp4", 9.17, report=lambda _: None)

    assert scenes.cuts()[:3] == pytest.approx((0.67, 2.74, 7.04), abs=0.05)
