"""Read the pictures of a proxy, small."""

from collections.abc import Iterator
from pathlib import Path

import av

from activities.scenes.base import Seen
from core.errors import UnreadableMediaError
from core.shrinking import Shrinker

ROWS, COLUMNS = 108, 192


def pictures(video: Path) -> Iterator[Seen]:
    """Yield every picture in order of time, one in memory at once.

    Raises:
        UnreadableMediaError: the video cannot be decoded.
    """
    try:
        with av.open(str(video)) as container:
            stream = container.streams.video[0]
            # So small a picture is little work, and other steps run beside this one.
            stream.thread_type = "NONE"
            shrink = Shrinker(COLUMNS, ROWS, "bgr24")
            for frame in container.decode(stream):
                if frame.time is not None:
                    yield Seen(max(0.0, frame.time), shrink(frame))
    except (av.FFmpegError, IndexError) as error:
        raise UnreadableMediaError(
            f"the picture of {video.name} cannot be decoded ({_reason(error)}); "
            "start the job again from its source"
        ) from error


def _reason(error: av.FFmpegError | IndexError) -> str:
    return error.strerror or "broken" if isinstance(error, av.FFmpegError) else "there is none"
