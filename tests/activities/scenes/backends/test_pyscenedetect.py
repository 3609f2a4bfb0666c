from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from activities.scenes.backends.pyscenedetect import PySceneDetect
from activities.scenes.base import Seen
from activities.scenes.reading import pictures
from tests.activities.scenes.footage import FPS, cut_together
from tests.media import SHARED, video

pytestmark = pytest.mark.media


def cuts_of(footage: Path) -> list[float]:
    detector = PySceneDetect()
    detector.prepare(lambda _: None)
    for seen in pictures(footage):
        detector.see(seen)
    return detector.cuts()


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

    assert f1(cuts_of(footage), truth) >= 0.95
    assert "PySceneDetect" in PySceneDetect.engine


def test_a_take_that_moves_is_one_scene(tmp_path: Path) -> None:
    assert cuts_of(video(tmp_path / "take.mp4", seconds=4, sound=False)) == []


def test_what_changed_between_pictures_far_apart_is_no_cut() -> None:
    """As in the fast tier, in which nothing is known of the time between two key frames."""
    noise = np.random.default_rng(1).integers(0, 255, (2, 108, 192, 3), np.uint8)
    detector = PySceneDetect()
    for at in (0.0, 8.0, 16.0, 24.0, 32.0, 32.1, 32.2, 32.3, 32.4, 32.5, 40.0, 48.0, 56.0):
        detector.see(Seen(at, noise[int(at >= 32.3)] if at < 40 else noise[0]))

    assert detector.cuts() == [pytest.approx(32.3)]


def test_a_key_frame_that_only_wipes_noise_away_is_no_cut_and_hides_none() -> None:
    """Nearly grey pictures change their hue with the least noise."""
    shapes = np.random.default_rng(2).integers(40, 200, (2, 9, 16), np.uint8)
    views = np.kron(shapes, np.ones((1, 12, 12), np.uint8))
    detector = PySceneDetect()
    for number in range(60):
        green, tint = views[int(number >= 36)], 4 if number < 30 else -4
        picture = np.stack([green + np.int16(tint), green, green], axis=2).astype(np.uint8)
        detector.see(Seen(number / 30, picture))

    assert detector.cuts() == [pytest.approx(36 / 30)]


@pytest.mark.skipif(not SHARED.exists(), reason="the real recordings are not there")
def test_the_cuts_of_a_stage_recording_are_found() -> None:
    footage = SHARED / "stage-performance.mp4"
    start = next(pictures(footage)).at

    cuts = [cut - start for cut in cuts_of(footage)]

    assert cuts[:3] == pytest.approx([0.67, 2.74, 7.04], abs=0.05)
