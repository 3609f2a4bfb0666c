"""The frames of a smart cut that must be encoded: decoded exactly, encoded in one go."""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from activities.render import h264
from activities.render.stretches import Coded, NotJoinableError, Stretch
from core import ffmpeg
from core.errors import ProcessFailedError

_FILE = "edges.mp4"


@dataclass(frozen=True)
class Edges:
    """Encoded stretches."""

    setup: h264.Setup
    stretches: tuple[tuple[Coded, ...], ...]
    """The frames of each, in the order of the file, counted from 0 in each."""


def decoded(coded: Sequence[Coded], stretch: Stretch, record: bytes) -> Iterator[VideoFrame]:
    """Return the pictures of a stretch in the order in which they are shown.

    Raises:
        NotJoinableError: some of them cannot be decoded.
    """
    wanted = range(stretch.first, stretch.first + stretch.frames)
    start = max(i for i, f in enumerate(coded) if f.entry and f.number <= stretch.first)
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.extradata = record
    # The encoder keeps the other cores busy, and threads of a decoder that is dropped in the
    # middle of a stream may wait for ever for a lock that the dropping thread holds.
    decoder.thread_count = 1
    expected = stretch.first
    for frame in _frames(decoder, coded[start:]):
        if frame.pts in wanted:
            if frame.pts != expected:
                break
            yield frame
            expected += 1
        if expected == wanted.stop:
            return
    raise NotJoinableError(f"frame {expected} of the source cannot be decoded")


def encode(
    frames: Iterable[VideoFrame],
    lengths: Sequence[int],
    *,
    encoding: Mapping[str, str],
    fps: int,
    report: Callable[[float], None],
) -> Edges:
    """Encode stretches of so many frames, each of which can be decoded by itself.

    Raises:
        ProcessFailedError: the encoder failed.
    """
    starts = [0, *accumulate(lengths)]
    # A quarter of a frame early: a time is never missed by a rounding.
    keys = ",".join(f"{max(0.0, (start - 0.25) / fps):.6f}" for start in starts[:-1])
    options = {**encoding, "force_key_frames": keys, "forced-idr": "1", "fflags": "+bitexact"}
    _pipe(frames, options, fps=fps, total=starts[-1], report=report)
    with av.open(_FILE) as container:
        stream = container.streams.video[0]
        setup = h264.setup(stream.codec_context.extradata or b"")
        found: list[list[Coded]] = [[] for _ in lengths]
        for packet in container.demux(stream):
            if packet.pts is None or packet.time_base is None:
                continue
            number = round(packet.pts * packet.time_base * fps)
            place = max(i for i, start in enumerate(starts[:-1]) if start <= number)
            units = list(h264.units(bytes(packet), setup.length_size))
            data = h264.pictures_only(units)
            found[place].append(Coded(number - starts[place], packet.is_keyframe, data))
    Path(_FILE).unlink()
    return Edges(setup, tuple(map(tuple, found)))


def _frames(decoder: VideoCodecContext, coded: Sequence[Coded]) -> Iterator[VideoFrame]:
    for frame in coded:
        packet = av.Packet(frame.data)
        packet.pts = frame.number
        yield from decoder.decode(packet)
    yield from decoder.decode(None)


def _pipe(
    frames: Iterable[VideoFrame],
    options: Mapping[str, str],
    *,
    fps: int,
    total: int,
    report: Callable[[float], None],
) -> None:
    """Send raw pictures through ffmpeg, which is the one that the spec names."""
    waiting = iter(frames)
    first = next(waiting)
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{first.width}x{first.height}"]
    tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    coding = [part for name, value in options.items() for part in (f"-{name}", value)]
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", "-y", *raw, "-framerate", str(fps)]
    command += ["-i", "pipe:0", *tags, "-color_range", "tv", *coding, _FILE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        assert encoder.stderr is not None
        try:
            for done, frame in enumerate(_all(first, waiting), start=1):
                encoder.stdin.write(frame.to_ndarray().tobytes())
                report(done / total)
            encoder.stdin.close()
        except BrokenPipeError:
            pass  # it ended early, and says why
        said = encoder.stderr.read().decode(errors="replace")
    if encoder.returncode != 0:
        raise ProcessFailedError(f"ffmpeg failed: {ffmpeg.last_words(said)}")


def _all(first: VideoFrame, others: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    yield first
    yield from others
