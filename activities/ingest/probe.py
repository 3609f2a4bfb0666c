"""See what a recording is made of."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar, cast

import av
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from activities.ingest.boxes import top_boxes
from core.domain.media import MediaInfo
from core.errors import UnreadableMediaError

_S = TypeVar("_S", bound=Stream)

_VIDEO = {
    "asf": "wmv",
    "avi": "avi",
    "flv": "flv",
    "matroska": "mkv",
    "mov": "mp4",
    "mpeg": "mpg",
    "mpegts": "ts",
    "mxf": "mxf",
    "ogg": "ogv",
}
_STILL = ("bmp_pipe", "gif", "jpeg_pipe", "png_pipe", "tiff_pipe", "webp_pipe")
_SOUND = ("aac", "aiff", "flac", "mp3", "w64", "wav")

# A single frame that stands for longer is the picture of a podcast.
_STILL_SECONDS = 1.0

READING = {
    # A playlist, an SDP file or a concat script that calls itself a video would make
    # the reader open whatever other files and addresses it names.
    "format_whitelist": ",".join((*_VIDEO, *_STILL, *_SOUND)),
    "protocol_whitelist": "file",
}
"""Options under which libavformat reads the file it is given, and nothing else."""


@dataclass(frozen=True)
class Probed:
    """What a look at a file told."""

    media: MediaInfo
    extension: str
    """The usual ending of files in this format, without a dot; ``bin`` when there is none."""


def probe(path: Path) -> Probed:
    """Return what a recording is made of.

    Raises:
        UnreadableMediaError: it is not a video, or its picture cannot be decoded.
    """
    with open_source(path) as container:
        kind = container.format.name.split(",")[0]
        video = playing(container.streams.video)
        audio = playing(container.streams.audio)
        if video is None:
            raise UnreadableMediaError(
                "the source has sound but no picture; give a video"
                if audio is not None
                else "the source holds no video; give a video"
            )
        media = _media(path, container, video)
        if kind in _STILL or (video.frames == 1 and media.duration < _STILL_SECONDS):
            raise UnreadableMediaError("the source is a still picture; give a video")
        if audio is not None:
            media = media.model_copy(
                update={"audio_codec": audio.codec_context.codec.canonical_name}
            )
        return Probed(media=media, extension=_VIDEO.get(kind, "bin"))


def picture_seconds(path: Path) -> float:
    """Return how long the picture of a file lasts; 0 when there is nothing to see."""
    try:
        return probe(path).media.duration
    except (UnreadableMediaError, FileNotFoundError):
        return 0.0


@contextlib.contextmanager
def open_source(path: Path) -> Iterator[InputContainer]:
    """Open a source for reading, and nothing else that it may name.

    Raises:
        UnreadableMediaError: it is empty, cut off, or no recording.
    """
    if path.stat().st_size == 0:
        raise UnreadableMediaError("the source is empty (0 bytes); copy or download it again")
    try:
        container = av.open(str(path), options=READING, metadata_errors="ignore")
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableMediaError(_reason(path)) from error
    with container:
        yield container


def _reason(path: Path) -> str:
    """Say why a file could not be opened."""
    with path.open("rb") as file:
        boxes = top_boxes(file)
    if boxes is not None and "moov" not in boxes.names:
        return (
            "the source is cut off: its index (moov) is missing; copy, download or export it again"
        )
    return "the source is not a video, or it is damaged; give an MP4, MOV, MKV or WebM file"


def playing(streams: tuple[_S, ...]) -> _S | None:
    """Return the first stream that plays: cover art does not, nor what nobody can decode."""
    playing = (s for s in streams if not s.disposition & Disposition.attached_pic)
    return next((s for s in playing if s.codec_context is not None), None)


def _media(path: Path, container: InputContainer, video: VideoStream) -> MediaInfo:
    try:
        frame = next(container.decode(video), None)
    except av.FFmpegError:
        frame = None
    if frame is None or not frame.width or not frame.height:
        raise UnreadableMediaError(
            "the picture of the source cannot be decoded; it is damaged or protected"
        )
    # FFmpeg counts degrees against the clock.
    rotation = round(-frame.rotation / 90) * 90 % 360
    width, height = _shown(frame.width, frame.height, video.sample_aspect_ratio)
    if rotation in {90, 270}:
        width, height = height, width
    duration = _duration(path, container, video)
    size = path.stat().st_size
    return MediaInfo(
        duration=round(duration, 3),
        width=width,
        height=height,
        fps=round(float(_rate(video)), 3),
        video_codec=video.codec_context.codec.canonical_name,
        bit_rate=container.bit_rate or round(size * 8 / max(duration, 0.1)),
        bit_depth=frame.format.components[0].bits,
        rotation=rotation,
    )


def _shown(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """Return the size in square pixels."""
    return (round(width * aspect), height) if aspect else (width, height)


def _rate(video: VideoStream) -> Fraction:
    return video.average_rate or video.guessed_rate or Fraction(25)


def _duration(path: Path, container: InputContainer, video: VideoStream) -> float:
    """Return the time at which the picture ends, in seconds from the start of the recording."""
    start = (container.start_time or 0) / av.time_base
    if video.duration and video.time_base:
        end = float((video.start_time or 0) + video.duration) * float(video.time_base)
        if end > start:
            return end - start
    if container.duration:
        return container.duration / av.time_base
    return _scanned(path) - start


def _scanned(path: Path) -> float:
    """Return the time at which the last picture ends, by walking through the whole file."""
    end = 0.0
    with open_source(path) as container:
        video = cast("VideoStream", playing(container.streams.video))
        for packet in container.demux(video):
            if packet.pts is not None and packet.time_base is not None:
                length = packet.duration or 0
                end = max(end, float((packet.pts + length) * packet.time_base))
    return end
