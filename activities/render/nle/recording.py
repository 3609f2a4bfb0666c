"""What editing programs must know of the file that a clip is cut from."""

from pathlib import Path

import av

from activities.render.nle.base import Recording
from core.domain.plan import ClipPlan
from core.domain.timecode import rate_of
from core.errors import UnreadableMediaError


def recording(plan: ClipPlan, file: Path, *, found_at: str = "") -> Recording:
    """Return the recording of a plan, whose content lies in a file.

    ``found_at`` is where the person who edits has it, when that is another place.

    Raises:
        UnreadableMediaError: the file is no recording.
    """
    try:
        with av.open(str(file)) as opened:
            timecode = _timecode(opened)
            sound = opened.streams.audio[0] if opened.streams.audio else None
            channels = sound.codec_context.channels if sound else 0
            sample_rate = (sound.codec_context.sample_rate if sound else 0) or 48000
    except (av.FFmpegError, OSError) as error:
        raise UnreadableMediaError(f"{file.name} cannot be read: {error}") from error
    rate, media = rate_of(plan.media.fps), plan.media
    try:
        start = rate.frame_of(timecode) if timecode else 0
    except ValueError:  # a camera that counts at another rate than it records
        start, timecode = 0, ""
    return Recording(
        path=found_at or str(file.resolve()),
        rate=rate,
        frames=max(1, rate.frame(media.duration)),
        width=media.width,
        height=media.height,
        start=start,
        drop=";" in timecode,
        channels=channels,
        sample_rate=sample_rate,
    )


def _timecode(opened: av.container.InputContainer) -> str:
    """Return the timecode of the first frame, as the file tells it; empty when it does not."""
    tables = [opened.metadata, *(stream.metadata for stream in opened.streams)]
    return next((table["timecode"] for table in tables if "timecode" in table), "")
