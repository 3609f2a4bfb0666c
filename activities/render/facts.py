"""What a video file is like, read from the file itself without decoding more than one picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
from av.error import FFmpegError

from activities.render import boxes
from core.errors import UnreadableMediaError

# Containers that keep times in milliseconds round each of them.
_STEADY_SECONDS = 0.002


@dataclass(frozen=True)
class Picture:
    """The video stream of a file."""

    codec: str
    profile: str
    level: float | None
    """For example 4.2; None where the codec has none, or the file does not say."""
    pixels: str
    width: int
    height: int
    rate: float
    """Frames per second."""
    steady: bool
    """Is every frame shown equally long?"""
    frames: int
    start: float
    seconds: float
    key_seconds: float
    """The longest from one key frame to the next."""
    closed: bool
    """Does every group of pictures stand alone?"""
    interlaced: bool


@dataclass(frozen=True)
class Sound:
    """The sound of a file."""

    codec: str
    profile: str
    rate: int
    channels: int
    start: float
    seconds: float


@dataclass(frozen=True)
class FileFacts:
    """A video file."""

    container: str
    """``mp4``, ``mov``, ``webm``, ``matroska`` or what ffmpeg calls it."""
    bytes: int
    indexed_first: bool
    """Can it play before all of it is there?"""
    edit_lists: int
    picture: Picture
    sound: Sound | None

    @property
    def seconds(self) -> float:
        """Return how long the longer of picture and sound lasts."""
        return max(self.picture.seconds, self.sound.seconds if self.sound else 0.0)


def read(path: Path) -> FileFacts:
    """Return what a file is like.

    Raises:
        UnreadableMediaError: it is no video file, or its first picture cannot be decoded.
    """
    try:
        found = boxes.read(path)
        with av.open(str(path)) as container:
            picture = _picture(container)
            sound = _sound(container)
            kind = _container(container.format.name, found, picture)
    except (FFmpegError, IndexError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableMediaError(
            f"{path.name} cannot be read as a video: {reason}; check that the file is whole"
        ) from error
    return FileFacts(
        container=kind,
        bytes=path.stat().st_size,
        indexed_first=found is None or found.indexed_first,
        edit_lists=found.edit_lists if found else 0,
        picture=picture,
        sound=sound,
    )


def _picture(container: "av.container.InputContainer") -> Picture:
    stream = container.streams.video[0]
    context = stream.codec_context
    base = float(stream.time_base or 1)
    packets = [p for p in container.demux(stream) if p.pts is not None and p.size]
    shown = [p.pts * base for p in packets if p.pts is not None]
    times = sorted(shown)
    if not times:
        raise IndexError("it has no picture")
    keys = [at for at, packet in zip(shown, packets, strict=True) if packet.is_keyframe]
    container.seek(0)
    first = next(container.decode(stream))
    rate = float(stream.average_rate or 0)
    end = times[-1] + (1 / rate if rate else 0.0)
    return Picture(
        codec=context.codec.canonical_name,
        profile=str(context.profile or ""),
        level=_level(context.codec.canonical_name, context.extradata or b""),
        pixels=str(context.pix_fmt),
        width=stream.width,
        height=stream.height,
        rate=rate,
        steady=_steady(times),
        frames=len(times),
        start=times[0],
        seconds=end - times[0],
        key_seconds=max(b - a for a, b in pairwise([*sorted(keys), end])) if keys else end,
        closed=_closed(shown, [packet.is_keyframe for packet in packets]),
        interlaced=bool(first.interlaced_frame),
    )


def _sound(container: "av.container.InputContainer") -> Sound | None:
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    context, base = stream.codec_context, float(stream.time_base or 1)
    return Sound(
        codec=context.codec.canonical_name,
        profile=str(context.profile or ""),
        rate=context.sample_rate,
        channels=context.channels,
        start=(stream.start_time or 0) * base,
        seconds=(stream.duration or 0) * base or (container.duration or 0) / 1e6,
    )


def _container(name: str, found: boxes.Boxes | None, picture: Picture) -> str:
    """Return the kind of container; of formats that share a reader, the one that it is."""
    if found is not None:
        return "mov" if found.brand == "qt" else "mp4"
    if name == "matroska,webm":
        return "webm" if picture.codec in ("vp8", "vp9", "av1") else "matroska"
    return name


def _steady(times: Sequence[float]) -> bool:
    if len(times) < 3:
        return True
    step = (times[-1] - times[0]) / (len(times) - 1)
    return all(abs(b - a - step) < _STEADY_SECONDS for a, b in pairwise(times))


def _closed(shown: Sequence[float], keys: Sequence[bool]) -> bool:
    """Return whether no frame that follows a key frame in the file is shown before it."""
    since = float("-inf")
    for at, key in zip(shown, keys, strict=True):
        if at < since:
            return False
        since = at if key else since
    return True


def _level(codec: str, setup: bytes) -> float | None:
    """Return the level that a decoder's configuration record names (ISO/IEC 14496-15)."""
    if codec == "h264" and len(setup) > 3 and setup[0] == 1:  # AVCLevelIndication
        return setup[3] / 10
    if codec == "hevc" and len(setup) > 12:  # general_level_idc
        return setup[12] / 30
    return None
