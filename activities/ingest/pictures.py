"""Read the pictures of a source, no more of them than the analysis needs.

Most pictures of a modern video are not referred to by any other, so the decoder may pass
them over without harm to the rest; what remains is 10 to 30 pictures a second. Their blocks
are not smoothed either, which nobody sees once a picture is made small. Both together save
about 40 % of the work of decoding.
"""

import contextlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from activities.ingest.groups import Group, opened
from activities.ingest.probe import open_source, playing
from core.domain.span import Span
from core.errors import UnreadableMediaError
from core.shrinking import Shrinker

# Faster sources give every second or third picture.
_MOST_PER_SECOND = 31.0
# Mouths move four to eight times a second: with fewer pictures than this they are not seen, and
# the pictures that nobody refers to are decoded as well.
_LEAST_PER_SECOND = 10.0
# The last pictures are all decoded: they tell where the recording ends, in seconds.
_LAST = 1.0
# So long before a picture that is wanted, every picture is decoded: a decoder gives them out of
# the order in which they are stored, in seconds.
_BEFORE = 0.5
_THUMB_SIZE = (64, 36)

if TYPE_CHECKING:
    Packet = av.Packet[VideoStream]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the source."""

    at: float
    """Seconds since the start of the wanted span."""
    key: bool
    """True for a key frame of the source."""
    frame: av.VideoFrame


class Reader:
    """Gives the pictures of one span of a source, and knows how far they went.

    A source that breaks off ends there; what cannot be decoded is left out.
    """

    def __init__(self, source: Path, wanted: Span, *, fps: float, duration: float) -> None:
        self._source = source
        self._wanted = wanted
        self._usual = 1.0 / max(fps, 1.0)
        self._ending = min(duration, wanted.end) - _LAST
        self.end = 0.0
        """Where the last picture ends, in seconds since the start of the span."""
        self.opened = 1.0
        """The share of the groups of pictures that were opened."""

    def all(self) -> Iterator[Picture]:
        """Yield the pictures of the span in order of time."""
        return self._pictures(lambda _: True)

    def changing(self) -> Iterator[Picture]:
        """Yield every key frame, and the other pictures where something happens between two."""
        groups = list(self._groups())
        starts, wanted = [group.start for group in groups], opened(groups)
        self.opened = sum(wanted) / max(1, len(wanted))

        def open_at(at: float) -> bool:
            index = bisect_right(starts, at) - 1
            return index < 0 or wanted[index]

        return self._pictures(open_at)

    def between(self, after: float, before: float) -> list[Picture]:
        """Return every picture between two times, also those that were passed over."""
        found: list[Picture] = []
        with self._decoder(self._wanted.start + after) as (container, stream, zero):

            def wanted(_: "Packet", at: float) -> bool:
                skip = at - self._wanted.start < after - _BEFORE
                stream.codec_context.skip_frame = "NONREF" if skip else "DEFAULT"
                return True

            for at, frame in self._frames(container, stream, zero, wanted=wanted):
                if at >= before - self._usual / 2:
                    break
                if at > after + self._usual / 2:
                    found.append(Picture(at, bool(frame.key_frame), frame))
        return found

    def _pictures(self, open_at: Callable[[float], bool]) -> Iterator[Picture]:
        last = -1.0
        with self._decoder(self._wanted.start) as (container, stream, zero):
            thrift = _Thrift(stream, self._usual)

            def wanted(packet: "Packet", at: float) -> bool:
                thrift.before(packet, ending=at > self._ending)
                return packet.is_keyframe or open_at(at)

            for at, frame in self._frames(container, stream, zero, wanted=wanted):
                thrift.saw(at)
                if not 0 <= at < self._wanted.duration or at <= last:
                    continue
                self._reach(at, _length(frame))
                if frame.key_frame or at - last >= 1 / _MOST_PER_SECOND:
                    last = at
                    yield Picture(at, bool(frame.key_frame), frame)

    def _groups(self) -> Iterator[Group]:
        sizes: list[int] = []
        key_size = 0
        group: Group | None = None
        thumb = thumbs()

        def wanted(packet: "Packet", _: float) -> bool:
            nonlocal key_size
            if packet.is_keyframe:
                key_size = packet.size
            else:
                sizes.append(packet.size)
            return packet.is_keyframe

        with self._decoder(self._wanted.start) as (container, stream, zero):
            stream.codec_context.skip_frame = "NONKEY"
            # One thread gives each key frame before the next is read.
            stream.thread_type = "NONE"
            for at, frame in self._frames(container, stream, zero, wanted=wanted):
                if group is not None:
                    yield replace(group, sizes=tuple(sizes))
                sizes.clear()
                start = at + self._wanted.start
                group = Group(start=start, thumb=thumb(frame), size=key_size)
        if group is not None:
            yield replace(group, sizes=tuple(sizes))

    def _frames(
        self,
        container: InputContainer,
        stream: VideoStream,
        zero: float,
        *,
        wanted: Callable[["Packet", float], bool],
    ) -> Iterator[tuple[float, av.VideoFrame]]:
        """Decode the wanted packets, and give each picture with its time in the span."""
        at = self._wanted.start
        # What is left in a decoder at the end comes out without a clock of its own.
        clock, start = stream.time_base, zero + self._wanted.start

        def shown(frame: av.VideoFrame) -> float:
            return _seconds(frame.pts, clock, start, otherwise=self.end)

        for packet in _packets(container, stream):
            at = _seconds(packet.pts, packet.time_base, zero, otherwise=at)
            if at >= self._wanted.end and packet.is_keyframe:
                break
            if wanted(packet, at):
                for frame in _decoded(stream, packet):
                    yield shown(frame), frame
            else:
                self._reach(at - self._wanted.start, 0.0)
        for frame in _decoded(stream, None):
            yield shown(frame), frame

    @contextlib.contextmanager
    def _decoder(self, start: float) -> Iterator[tuple[InputContainer, VideoStream, float]]:
        with open_source(self._source) as container:
            stream = playing(container.streams.video)
            if stream is None:
                raise UnreadableMediaError("the source holds no video; give a video")
            stream.thread_type = "AUTO"
            stream.codec_context.options = {"skip_loop_filter": "all"}
            zero = (container.start_time or 0) / av.time_base
            if start > 0:
                with contextlib.suppress(av.FFmpegError):  # it is then read from its start
                    container.seek(int((start + zero) * av.time_base))
            yield container, stream, zero

    def _reach(self, at: float, length: float) -> None:
        """Note that a picture is shown from ``at`` for so many seconds, if they are known."""
        self.end = max(self.end, min(at + (length or self._usual), self._wanted.duration))


class _Thrift:
    """Lets the decoder pass over pictures as long as enough of them remain."""

    def __init__(self, stream: VideoStream, usual: float) -> None:
        self._context = stream.codec_context
        self._thrifty = 1 / usual >= 2 * _LEAST_PER_SECOND
        self._seen: list[float] = []

    def before(self, packet: "Packet", *, ending: bool) -> None:
        if packet.is_keyframe and self._thrifty and len(self._seen) > 3:
            gaps = sorted(after - before for before, after in pairwise(sorted(self._seen)))
            self._thrifty = gaps[len(gaps) // 2] <= 1 / _LEAST_PER_SECOND
            self._seen.clear()
        skip = self._thrifty and not ending
        self._context.skip_frame = "NONREF" if skip else "DEFAULT"

    def saw(self, at: float) -> None:
        self._seen.append(at)


def thumbs() -> Shrinker:
    """Return what makes pictures grey and as small as they are compared."""
    return Shrinker(*_THUMB_SIZE, "gray")


def _length(frame: av.VideoFrame) -> float:
    """Return how long a picture is shown, in seconds; 0 when the file does not say."""
    return _seconds(frame.duration or 0, frame.time_base, 0.0, otherwise=0.0)


def _packets(container: InputContainer, stream: VideoStream) -> Iterator["Packet"]:
    """Yield the packets up to where the source breaks off."""
    with contextlib.suppress(av.FFmpegError):
        yield from (packet for packet in container.demux(stream) if packet.size)


def _decoded(stream: VideoStream, packet: "Packet | None") -> list[av.VideoFrame]:
    """Return the pictures that a packet completes, or all that are left when there is none."""
    try:
        frames = stream.codec_context.decode(packet)
    except av.FFmpegError:
        return []
    return [frame for frame in frames if not frame.is_corrupt]


def _seconds(count: int | None, clock: Fraction | None, zero: float, *, otherwise: float) -> float:
    return otherwise if count is None or clock is None else float(count * clock) - zero
