"""PySceneDetect's adaptive detector (BSD-3-Clause)."""

from collections import deque
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version

from scenedetect import AdaptiveDetector, FrameTimecode
from scenedetect.common import Timecode

from activities.scenes.base import Seen

# The best mean F1 over BBC, AutoShot and ClipShots in a sweep by PySceneDetect's authors.
_THRESHOLD = 3.5
_WINDOW = 3
_MIN_SCENE_SECONDS = 0.6

# A cut changes the picture by this much, 0..255. Their 15 misses cuts between dark scenes.
_MIN_CHANGE = 10.0

# Between pictures that lie further apart, in seconds, much may change without a cut.
_WIDEST_GAP = 0.5
_CLOCK = Fraction(1, 1000)
_RATE = Fraction(30)


class PySceneDetect:
    """Finds hard cuts, to the picture. A change must stand out from those around it."""

    engine = f"PySceneDetect {version('scenedetect-headless')} adaptive"

    def __init__(self) -> None:
        self._detector = AdaptiveDetector(
            adaptive_threshold=_THRESHOLD,
            min_scene_len=_MIN_SCENE_SECONDS,
            window_width=_WINDOW,
            min_content_val=_MIN_CHANGE,
        )
        self._gaps: deque[tuple[int, float]] = deque(maxlen=4 * _WINDOW)
        self._before = 0.0
        self._cuts: list[float] = []

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def see(self, seen: Seen) -> None:
        pts = round(seen.at / _CLOCK)
        self._gaps.append((pts, seen.at - self._before))
        self._before = seen.at
        at = FrameTimecode(Timecode(pts=pts, time_base=_CLOCK), fps=_RATE)
        for cut in self._detector.process_frame(at, seen.picture):
            gap = next((gap for pts, gap in self._gaps if pts == round(cut.seconds / _CLOCK)), 0.0)
            if gap <= _WIDEST_GAP:
                self._cuts.append(cut.seconds)

    def cuts(self) -> list[float]:
        return self._cuts
