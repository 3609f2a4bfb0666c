"""Frames of a clip for engines to look at, and films of what they make of them."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from activities.render import colours, graph, timing
from activities.render.seeing import Picture
from core import ffmpeg
from core.domain.plan import ClipPlan
from core.errors import ProcessFailedError


def pictures(
    plan: ClipPlan,
    source: Path,
    *,
    longest: int | None = None,
    report: Callable[[float], None] = lambda _: None,
) -> Iterator[Picture]:
    """Yield every frame of a clip as it is laid out, before anything is done to it.

    ``longest`` is the longer side in pixels; None for the size of the clip. Nothing is kept.

    Raises:
        ProcessFailedError: ffmpeg failed, or gave another number of frames.
    """
    width, height = size(plan, longest)
    wanted, seen = timing.frame_count(plan), 0
    arguments = graph.bare(plan, source, colours=colours.read(source), size=(width, height))
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", *arguments]
    with (
        tempfile.TemporaryFile("w+", errors="replace") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdout is not None
        while len(data := process.stdout.read(3 * width * height)) == 3 * width * height:
            yield np.frombuffer(data, np.uint8).reshape(height, width, 3)
            seen += 1
            report(min(1.0, seen / wanted))
        code = process.wait()
        log.seek(0)
        said = log.read()
    if code != 0 or seen != wanted:
        raise ProcessFailedError(
            f"ffmpeg gave {seen} frames to look at, of {wanted}: {ffmpeg.last_words(said)}"
        )


def size(plan: ClipPlan, longest: int | None = None) -> tuple[int, int]:
    """Return width and height, even, whose longer side is at most so long."""
    width, height = plan.output.width, plan.output.height
    share = 1.0 if longest is None else min(1.0, longest / max(width, height))
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)


def write(frames: Iterator[NDArray[np.uint8]], target: str, *, pixels: str, fps: int) -> None:
    """Leave a film of frames, at least one, without loss.

    ``pixels`` is what they are: ``gray``, or ``bgra`` with how visible they are.
    """
    with av.open(target, "w") as film:
        stream: VideoStream | None = None
        for number, values in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(values, format=pixels)
            stream = stream or _stream(film, frame, pixels, fps)
            frame.pts, frame.time_base = number, Fraction(1, fps)
            film.mux(stream.encode(frame))
        if stream is not None:
            film.mux(stream.encode(None))


def _stream(
    film: "av.container.OutputContainer", first: "av.VideoFrame", pixels: str, fps: int
) -> VideoStream:
    stream = film.add_stream("ffv1", rate=fps)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = first.width, first.height, pixels
    stream.time_base = Fraction(1, fps)
    return stream
