"""Streams of one filter graph: put together, and opened from other files."""

from collections.abc import Iterator, Sequence
from typing import cast

import ffmpeg as library

from activities.render.base import Stream
from activities.render.films import READING


def together(name: str, *streams: Stream, **options: object) -> Stream:
    """Return what a filter with several inputs makes of streams."""
    return cast("Stream", library.filter(list(streams), name, **options))


def joined(streams: Sequence[Stream], fps: int) -> Stream:
    """Return pictures of one size, one stream after the other, at a constant rate from time 0."""
    one = streams[0] if len(streams) == 1 else library.concat(*streams, v=1, a=0)
    # A changed time makes ffmpeg forget the frame rate; the last filter says it again.
    return cast("Stream", one.filter("setpts", f"N/({fps}*TB)").filter("fps", fps))


class Files:
    """Further inputs of the run (see ``base.Inputs``)."""

    def __init__(self, fps: int, numbers: Iterator[int]) -> None:
        self._fps = fps
        self._numbers = numbers

    def picture(self, file: str, frames: int = 1) -> Stream:
        # A file name is a name here, never a pattern for a row of pictures.
        stream = self._open(file, 0.0, f="image2", pattern_type="none", framerate=self._fps)
        return self._lasting(stream, frames)

    def film(self, file: str, *, start: float, frames: int) -> Stream:
        stream = self._open(file, start, **READING).filter("fps", self._fps, start_time=0)
        return self._lasting(stream, frames)

    def _open(self, file: str, start: float, **options: object) -> Stream:
        # The library takes inputs of the same arguments for one; a zero more tells them apart.
        ss = f"{start:.{3 + next(self._numbers)}f}"
        return cast("Stream", library.input(file, ss=ss, **options)["V:0"])

    def _lasting(self, stream: Stream, frames: int) -> Stream:
        held = stream.filter("tpad", stop=-1, stop_mode="clone").filter("trim", end_frame=frames)
        return joined([held], self._fps)
