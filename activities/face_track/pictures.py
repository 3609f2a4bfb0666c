"""Read the pictures of a proxy one after the other."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from activities.face_track.base import Picture
from activities.face_track.decoding import decoding


def frames(video: Path, *, apart: float) -> Iterator[tuple[float, av.VideoFrame]]:
    """Give the pictures with their times, in seconds, leaving out what comes too soon.

    Any rate will do, also one that changes: ``apart`` is the least time between two pictures.

    Raises:
        UnreadableMediaError: the video cannot be decoded.
    """
    with decoding("picture", video), av.open(str(video)) as container:
        stream = container.streams.video[0]
        # So small a picture is little work, and other steps run beside this one.
        stream.thread_type = "NONE"
        before = -apart
        for frame in container.decode(stream):
            if frame.time is not None and frame.time >= before + apart:
                before = frame.time
                yield frame.time, frame


def colours(frame: av.VideoFrame) -> Picture:
    """Return a picture as plug-ins look at it."""
    return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def luma(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return the brightness of a picture, without copying it where it lies apart."""
    if (
        not frame.format.name.startswith(("yuv4", "yuvj4", "gray"))
        or frame.format.components[0].bits != 8
    ):
        frame = frame.reformat(format="gray")
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    values: NDArray[np.uint8] = rows[: frame.height, : frame.width]
    return values
