"""From where a recording must be read so that its pictures and its sound are there in time.

Containers without an index, such as MPEG transport streams, are entered at any packet: pictures
then begin with the next key frame, which may be seconds later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.format import Flags
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from core.errors import UnreadableMediaError

# How much earlier to try, the first time.
_STEP_SECONDS = 1.0
# Their key frames may count on from the pictures before them, wherever these come from.
_LINKED = ("hevc", "vvc")


@dataclass(frozen=True)
class Entry:
    """From where on one stream of a source is read."""

    seek: float
    """Seconds of the source; 0 for its beginning, where nothing is sought."""
    origin: float
    """The time in the container of the second 0 of the source."""
    first: float
    """When the stream begins, in seconds of the source."""
    early: bool
    """Does ffmpeg let it begin at 0 all the same when nothing is sought? In some containers it
    counts from the beginning of what it uses."""

    def options(self, *, copy: int = 0) -> dict[str, str]:
        """Return the options of an ffmpeg input whose time counts from ``seek``.

        ffmpeg-python takes inputs of the same arguments for one; another ``copy`` has others.
        """
        # Seeking to the beginning is not the same everywhere as being there.
        if self.seek:
            return {"ss": f"{self.seek:.{6 + copy}f}"}
        return {"itsoffset": f"{self.first if self.early else 0.0:.{6 + copy}f}"}


def before(
    source: Path,
    wanted: Sequence[tuple[float, float]],
    kind: Literal["video", "audio"] = "video",
) -> list[Entry]:
    """Return where to enter for each pair of a second to seek to and one that is to be there.

    It is that second, or an earlier one where what is decoded from there would begin too late.
    All are seconds of the source.

    Raises:
        UnreadableMediaError: the source has no such stream that can be read.
    """
    try:
        with av.open(str(source)) as container:
            stream = _film(container) if kind == "video" else _sound(container)
            return [_before(container, stream, *pair) for pair in wanted]
    except (FFmpegError, StopIteration) as error:
        raise _unreadable(kind) from error


def stand_alone(source: Path) -> bool:
    """Return whether a decoder can go from any picture of the source to any key frame.

    Raises:
        UnreadableMediaError: the source has no picture that can be read.
    """
    try:
        with av.open(str(source)) as container:
            return _film(container).codec_context.name not in _LINKED
    except (FFmpegError, StopIteration) as error:
        raise _unreadable("video") from error


def _unreadable(kind: str) -> UnreadableMediaError:
    return UnreadableMediaError(
        f"the source has no {kind} that can be read; start the job again from its source"
    )


def _film(container: InputContainer) -> VideoStream:
    """Return what ffmpeg calls ``V:0``: covers are no films."""
    films = container.streams.video
    return next(stream for stream in films if not stream.disposition & Disposition.attached_pic)


def _sound(container: InputContainer) -> Stream:
    return next(iter(container.streams.audio))


def _before(container: InputContainer, stream: Stream, seek: float, at: float) -> Entry:
    origin, first = _origin(container), _first(container, stream)
    early = Flags.ts_discont in Flags(container.format.flags)
    back = 0.0
    while seek - back > max(0.0, first):
        if _is_key_between(container, stream, seek - back, at):
            return Entry(seek - back, origin, first, early)
        back = max(_STEP_SECONDS, 2 * back)
    return Entry(0.0, origin, first, early)


def _is_key_between(container: InputContainer, stream: Stream, seek: float, at: float) -> bool:
    """Return whether the first key frame that seeking finds is there at a time, or before."""
    origin = _origin(container)
    try:
        container.seek(int((seek + origin) * av.time_base), backward=True)
    except FFmpegError:
        return False
    for packet in container.demux(stream):
        shown = _time(packet)
        if shown is not None and shown > at + origin:
            return False
        if packet.is_keyframe and shown is not None:
            return True
    return False


def _origin(container: InputContainer) -> float:
    return (container.start_time or 0) / av.time_base


def _first(container: InputContainer, stream: Stream) -> float:
    if stream.start_time is None or stream.time_base is None:
        return 0.0
    return float(stream.start_time * stream.time_base) - _origin(container)


def _time(packet: "Packet[Stream]") -> float | None:
    ticks = packet.dts if packet.pts is None else packet.pts
    return None if ticks is None or packet.time_base is None else float(ticks * packet.time_base)
