"""PySceneDetect's adaptive detector (BSD-3-Clause)."""

from collections import deque
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
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
# Pictures that are correlated so well show the same: a key frame wipes away the noise that
# has gathered since the one before, and with it the colours of what is nearly grey.
_SAME = 0.98
_CLOCK = Fraction(1, 1000)
_RATE = Fraction(30)


class _Look(NamedTuple):
    """A picture that was seen, as its clock counts, with its green."""

    pts: int
    green: NDArray[np.uint8]


class PySceneDetect:
    """Finds hard cuts, to the picture. A change must stand out from those around it."""

    engine = f"PySceneDetect {version('scenedetect-headless')} adaptive"

    def __init__(self) -> None:
        self._detector = AdaptiveDetector(
            adaptive_threshold=_THRESHOLD,
            # A key frame must not use up the least length of a scene: it is seen to here.
            min_scene_len=0,
            window_width=_WINDOW,
            min_content_val=_MIN_CHANGE,
        )
        self._looks: deque[_Look] = deque(maxlen=4 * _WINDOW)
        self._cuts: list[float] = []
        self._begun: float | None = None

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def see(self, seen: Seen) -> None:
        pts = round(seen.at / _CLOCK)
        self._looks.append(_Look(pts, seen.picture[:, :, 1]))
        at = FrameTimecode(Timecode(pts=pts, time_base=_CLOCK), fps=_RATE)
        self._begun = at.seconds if self._begun is None else self._begun
        for cut in self._detector.process_frame(at, seen.picture):
            if cut.seconds - self._begun >= _MIN_SCENE_SECONDS and self._changes(cut.seconds):
                self._cuts.append(cut.seconds)
                self._begun = cut.seconds

    def cuts(self) -> list[float]:
        return self._cuts

    def _changes(self, seconds: float) -> bool:
        """Tell whether the picture at a time shows something else than the one right before."""
        for before, look in pairwise(self._looks):
            if look.pts == round(seconds / _CLOCK):
                near = (look.pts - before.pts) * _CLOCK <= _WIDEST_GAP
                return near and not _alike(before.green, look.green)
        return True


def _alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    apart = [green - green.mean() for green in (one, other)]
    power = float(np.sqrt((apart[0] ** 2).sum() * (apart[1] ** 2).sum()))
    return power > 0 and float((apart[0] * apart[1]).sum()) >= _SAME * power
