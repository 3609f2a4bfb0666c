"""PySceneDetect's adaptive detector (BSD-3-Clause), fed with small pictures by PyAV."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scenedetect import AdaptiveDetector, FrameTimecode
from scenedetect.common import Timecode

from activities.scenes.ends import end_to_end
from core.domain.scenes import Scenes
from core.errors import UnreadableMediaError

# The best mean F1 over BBC, AutoShot and ClipShots in a sweep by PySceneDetect's authors.
_THRESHOLD = 3.5
_WINDOW = 3
_MIN_SCENE_SECONDS = 0.6

# A cut changes the picture by this much, 0..255. Their 15 misses cuts between dark scenes.
_MIN_CHANGE = 10.0

# Twice as wide finds the same cuts for half as much again.
_WIDTH = 160

_FRAMES_BETWEEN_REPORTS = 150


class PySceneDetect:
    """Finds hard cuts, to the frame. A change must stand out from those around it."""

    def detect(self, video: Path, duration: float, *, report: Callable[[float], None]) -> Scenes:
        detector = AdaptiveDetector(
            adaptive_threshold=_THRESHOLD,
            min_scene_len=_MIN_SCENE_SECONDS,
            window_width=_WINDOW,
            min_content_val=_MIN_CHANGE,
        )
        cuts: list[float] = []
        for count, (at, picture) in enumerate(_pictures(video)):
            cuts += (cut.seconds for cut in detector.process_frame(at, picture))
            if count % _FRAMES_BETWEEN_REPORTS == 0 and duration > 0:
                report(min(1.0, at.seconds / duration))
        report(1.0)
        return Scenes(
            engine=f"PySceneDetect {version('scenedetect-headless')} adaptive",
            scenes=end_to_end(cuts, duration),
        )


def _pictures(video: Path) -> Iterator[tuple[FrameTimecode, NDArray[np.uint8]]]:
    """Give every picture, small, with its time since the first one."""
    try:
        with av.open(str(video)) as container:
            stream = container.streams.video[0]
            # So small a picture is little work, and other steps run beside this one.
            stream.thread_type = "NONE"
            rate = Fraction(stream.average_rate or 30)
            first: int | None = None
            for frame in container.decode(stream):
                if frame.pts is None or frame.time_base is None:
                    continue
                first = frame.pts if first is None else first
                at = Timecode(pts=frame.pts - first, time_base=frame.time_base)
                yield FrameTimecode(at, fps=rate), _small(frame)
    except (av.FFmpegError, IndexError) as error:
        raise UnreadableMediaError(
            f"the picture of {video.name} cannot be decoded ({_reason(error)}); "
            "start the job again from its source"
        ) from error


def _small(frame: av.VideoFrame) -> NDArray[np.uint8]:
    height = max(1, round(frame.height * _WIDTH / frame.width))
    small = frame.to_ndarray(width=_WIDTH, height=height, format="bgr24", interpolation="AREA")
    return np.asarray(small, np.uint8)


def _reason(error: av.FFmpegError | IndexError) -> str:
    return error.strerror or "broken" if isinstance(error, av.FFmpegError) else "there is none"
