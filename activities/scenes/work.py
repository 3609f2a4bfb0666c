"""What runs in the process of this step."""

from collections.abc import Callable
from pathlib import Path

from activities import catalog
from activities.scenes.contract import DetectTask
from core.domain.scenes import Scenes


def detect(task: DetectTask, report: Callable[[float], None]) -> Scenes:
    """Find the scenes of a video.

    Raises:
        UnreadableMediaError: the video cannot be decoded.
    """
    detector = catalog.SCENE_DETECTORS.load(task.detector)()
    return detector.detect(Path(task.video), task.duration, report=report)
