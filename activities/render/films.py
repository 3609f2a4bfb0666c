"""Videos that people store besides the source: read with care."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame

from activities.render import colours
from activities.render.colours import Colours
from core.domain.artifact import Artifact
from core.errors import InvalidPlanError, UnreadableMediaError

READING: Mapping[str, str] = {
    # A playlist or a script that calls itself a video would make the reader open whatever other
    # files and addresses it names.
    "format_whitelist": "mov,matroska,avi,mpegts",
    "protocol_whitelist": "file",
}
"""Options under which ffmpeg reads a video file, and nothing else."""

# A picture of 8K.
_MOST_PIXELS = 7680 * 4320
_SIDEWAYS = (90, 270)


@dataclass(frozen=True)
class Film:
    """A video file whose first picture can be decoded."""

    path: str
    seconds: float
    """Of its picture."""
    shape: float
    """Width by height, as shown."""
    colours: Colours


def read(file: Artifact, files: Mapping[str, str], field: str) -> Film:
    """Return a stored video.

    Raises:
        InvalidPlanError: it is none, broken, or too large; the message names the field.
    """
    path = files.get(file.key)
    if path is None:
        raise InvalidPlanError(f"{field}: {file.key} is not there; store it first")
    try:
        return film(Path(path))
    except UnreadableMediaError as error:
        raise InvalidPlanError(f"{field}: {file.key} {error}") from error


def film(path: Path) -> Film:
    """Return a video file.

    Raises:
        UnreadableMediaError: it is none, broken, or too large; the message lacks its name.
    """
    try:
        with av.open(str(path), options=dict(READING), metadata_errors="ignore") as container:
            if container.streams.video[0].width * container.streams.video[0].height > _MOST_PIXELS:
                raise UnreadableMediaError("is larger than 8K; make it smaller")
            first = next(container.decode(video=0))
            found = _seconds(container), _shape(container, first)
        return Film(str(path), *found, colours.read(path))
    except (FFmpegError, IndexError, StopIteration, ValueError) as error:
        raise UnreadableMediaError(
            "is no whole MP4, MOV, MKV, WebM or AVI video; choose another file"
        ) from error


def _seconds(container: InputContainer) -> float:
    stream = container.streams.video[0]
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _shape(container: InputContainer, first: VideoFrame) -> float:
    stream = container.streams.video[0]
    shape = first.width / first.height * float(stream.sample_aspect_ratio or 1)
    return 1 / shape if first.rotation % 360 in _SIDEWAYS else shape
