"""The music that a plan names, as samples."""

from pathlib import Path

import av
import ffmpeg as library
from av.error import FFmpegError

from activities.render.audio.pcm import decoded
from core.domain.plan import MusicPlan
from core.errors import InvalidPlanError
from core.sound_file import READING


def kind(music: MusicPlan, path: Path) -> str:
    """Return the format of the file, by the name of its demuxer.

    Raises:
        InvalidPlanError: it is no sound.
    """
    try:
        with av.open(str(path), options=READING) as container:
            next(container.decode(audio=0))
            return container.format.name.partition(",")[0]
    except (FFmpegError, IndexError, StopIteration) as error:
        raise InvalidPlanError(
            f"audio.music.file: {music.file.key} is no sound that can be decoded; choose another "
            "file: MP3, WAV, FLAC, Ogg, AAC, MP4 or Matroska"
        ) from error


def arguments(path: Path, target: Path, *, kind: str, seconds: float) -> list[str]:
    """Return the arguments that decode the music, no more than can be heard of it."""
    # Told the format, ffmpeg guesses none: a pure tone may look to it like another.
    opened = library.input(str(path), f=kind, t=round(seconds, 3), protocol_whitelist="file")
    return decoded(opened["a:0"], target)
