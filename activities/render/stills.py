"""Look at single frames of a recording."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame

from activities.render.thumbnail import Image, Moment, Still
from core.domain.box import Box
from core.errors import UnreadableMediaError

# Enough to tell sharp from blurred, and far cheaper than the full size.
_LONG_SIDE = 960


def read(source: Path, moments: Sequence[Moment], rotation: int) -> list[Still]:
    """Return the pictures at those moments, as far as there are any.

    ``rotation`` is how many degrees clockwise a player turns the stored picture.

    Raises:
        UnreadableMediaError: none of them can be read.
    """
    found = []
    try:
        with av.open(str(source)) as container:
            container.streams.video[0].thread_type = "AUTO"
            for moment in moments:
                frames = _around(container, moment.at)
                if frames is not None:
                    found.append(_still(moment, frames, rotation))
    except (FFmpegError, IndexError) as error:
        raise UnreadableMediaError(f"the source cannot be read: {error}") from error
    if not found:
        raise UnreadableMediaError(
            "the source has no picture where the clip is; start the job again from its source"
        )
    return found


def _around(container: InputContainer, at: float) -> tuple[VideoFrame, VideoFrame] | None:
    """Return the frame before a time and the frame at it; the same twice at a first frame."""
    begin = (container.start_time or 0) / av.time_base
    container.seek(int(max(0.0, at + begin - 0.1) * av.time_base), backward=True)
    before: VideoFrame | None = None
    for frame in _timed(container):
        if frame.time - begin >= at:
            return before or frame, frame
        before = frame
    return (before, before) if before is not None else None


def _timed(container: InputContainer) -> Iterator[VideoFrame]:
    return (frame for frame in container.decode(video=0) if frame.time is not None)


def _still(moment: Moment, frames: tuple[VideoFrame, VideoFrame], rotation: int) -> Still:
    before, image = (np.rot90(_small(frame), -rotation // 90) for frame in frames)
    change = np.abs(image.astype(np.int16) - before.astype(np.int16)).mean()
    return Still(moment, _cut(image, moment.window), float(change))


def _small(frame: VideoFrame) -> Image:
    share = min(1.0, _LONG_SIDE / max(frame.width, frame.height))
    small = frame.reformat(
        width=max(2, round(frame.width * share)),
        height=max(2, round(frame.height * share)),
        format="rgb24",
    )
    return np.asarray(small.to_ndarray(), dtype=np.uint8)


def _cut(image: Image, window: Box) -> Image:
    height, width = image.shape[:2]
    top, left = round(window.y * height), round(window.x * width)
    bottom, right = (
        round((window.y + window.height) * height),
        round((window.x + window.width) * width),
    )
    return image[top:bottom, left:right]
