"""Go through the pictures of a proxy once and look for faces."""

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import FaceDetector, Found, Picture
from activities.face_track.cuts import CutWatch
from activities.face_track.decoding import decoding
from activities.face_track.look import Look
from activities.face_track.mouth import Luma, motion
from core.domain.box import Box

# Looks per second: half a second of walking stays within one size of the face.
_RATE = 4.0
# Looks at most, so that what is stored of a long recording stays a few megabytes.
_MAX_LOOKS = 40_000
# Mouths are compared at least this often per second: syllables come at 4 to 8.
_MOTION_RATE = 12.0
# Of a crowd, the faces that a clip could be about.
_MAX_FACES = 8
# Smaller faces, as a share of the height of the picture, are nobody's portrait.
_MIN_HEIGHT = 0.03
# Half a pixel of a picture 5000 pixels wide: more digits only make the result longer.
_DIGITS = 4


def sample_rate(duration: float) -> float:
    """Return how often per second a recording of so many seconds is looked at."""
    return min(_RATE, _MAX_LOOKS / duration) if duration > 0 else _RATE


def look_through(
    video: Path, detector: FaceDetector, *, duration: float, report: Callable[[float], None]
) -> list[Look]:
    """Return what was seen, in order of time. A look is taken at every cut as well.

    Raises:
        UnreadableMediaError: the video cannot be decoded.
    """
    watcher = _Watcher(detector, 1.0 / sample_rate(duration))
    for at, frame in _frames(video):
        if watcher.see(at, frame) and duration > 0:
            report(min(1.0, at / duration))
    watcher.close()
    return watcher.looks


class _Watcher:
    def __init__(self, detector: FaceDetector, interval: float) -> None:
        self.looks: list[Look] = []
        self._detector = detector
        self._interval = interval
        self._watch = CutWatch()
        self._before: Luma | None = None
        self._opened: tuple[float, bool, tuple[Found, ...]] | None = None
        self._moved: list[tuple[float, tuple[float, ...]]] = []

    def see(self, at: float, frame: av.VideoFrame) -> bool:
        """Take in the next picture; return whether it was looked at for faces."""
        luma = _luma(frame)
        cut = self._watch.cut(luma)
        if not cut and self._opened is not None and self._before is not None:
            before, faces = self._before, self._opened[2]
            self._moved.append((at, tuple(motion(before, luma, face) for face in faces)))
        self._before = luma
        # Pictures do not come exactly when they are due: half a picture early is on time.
        due = self._opened is None or at >= self._opened[0] + self._interval - 0.5 / _MOTION_RATE
        if cut or due:
            self.close()
            picture = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            self._opened = (at, cut, _worth_following(self._detector, picture))
        return cut or due

    def close(self) -> None:
        """End the look that is open: what its mouths did is known."""
        if self._opened is not None:
            at, cut, found = self._opened
            times = tuple(when for when, _ in self._moved)
            moved = tuple(ways for _, ways in self._moved)
            self.looks.append(Look(at, cut, tuple(map(_remembered, found)), times, moved))
        self._opened, self._moved = None, []


def _worth_following(detector: FaceDetector, picture: Picture) -> tuple[Found, ...]:
    found = [face for face in detector.detect(picture) if face.box.height >= _MIN_HEIGHT]
    found.sort(key=lambda face: -face.score * face.box.area**0.5)
    return tuple(found[:_MAX_FACES])


def _remembered(face: Found) -> Found:
    """Return what is kept of a face: its points take more room than all the rest."""
    box = face.box
    x, y, width, height = (round(side, _DIGITS) for side in (box.x, box.y, box.width, box.height))
    return Found(Box(x=x, y=y, width=width, height=height), round(face.score, _DIGITS))


def _frames(video: Path) -> Iterator[tuple[float, av.VideoFrame]]:
    """Give every first, second or third picture, as often as mouths need, with its time."""
    with decoding("picture", video), av.open(str(video)) as container:
        stream = container.streams.video[0]
        # So small a picture is little work, and other steps run beside this one.
        stream.thread_type = "NONE"
        every = max(1, int(float(stream.average_rate or 0) / _MOTION_RATE))
        first: float | None = None
        for number, frame in enumerate(container.decode(stream)):
            if number % every == 0 and frame.time is not None:
                first = frame.time if first is None else first
                yield frame.time - first, frame


def _luma(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return the brightness of a picture, without copying it where it lies apart."""
    if (
        not frame.format.name.startswith(("yuv4", "yuvj4", "gray"))
        or frame.format.components[0].bits != 8
    ):
        frame = frame.reformat(format="gray")
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    luma: NDArray[np.uint8] = rows[: frame.height, : frame.width]
    return luma
