"""Read sound from a file, a piece at a time."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from activities.transcribe.chunks import Samples
from core.errors import UnreadableMediaError

RATE = 16_000
"""Samples per second, which every engine here wants."""


def pieces(path: Path) -> Iterator[Samples]:
    """Yield the sound of a file as it is decoded: 16 kHz mono, -1..1.

    Raises:
        UnreadableMediaError: the file holds no sound that can be decoded.
    """
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise UnreadableMediaError(f"{path.name} holds no sound; start the job again")
            for frame in container.decode(audio=0):
                yield from (_samples(part) for part in resampler.resample(frame))
            yield from (_samples(part) for part in resampler.resample(None))
    except av.error.FFmpegError as error:
        raise UnreadableMediaError(
            f"the sound {path.name} cannot be decoded ({error.strerror}); start the job again"
        ) from error


def _samples(frame: av.AudioFrame) -> Samples:
    return np.asarray(frame.to_ndarray()[0], np.float32)
