"""What finds the cuts of a video."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from core.domain.scenes import Scenes


class SceneDetector(Protocol):
    """Finds the scenes of a video. Made without arguments."""

    def detect(self, video: Path, duration: float, *, report: Callable[[float], None]) -> Scenes:
        """Return the scenes, end to end from 0 to ``duration`` seconds: at least one.

        ``report`` takes how much is done, 0..1. Memory does not grow with the duration.

        Raises:
            UnreadableMediaError: the video cannot be decoded.
        """
        ...
