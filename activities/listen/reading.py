"""Read sound from a file, a block at a time."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from activities.listen.levels import Floats
from core.errors import UnreadableMediaError

RATE = 16_000
"""Samples per second of every sound in this room."""
BLOCK = 30 * RATE
"""Samples of one block: 2 MB, whatever the recording."""


def blocks(path: Path) -> Iterator[Floats]:
    """Yield the samples, -1..1, 16 kHz mono, in blocks of ``BLOCK``; the last may be shorter.

    Raises:
        UnreadableMediaError: the file holds no sound that can be decoded.
    """
    waiting: list[Floats] = []
    count = 0
    for piece in _pieces(path):
        waiting.append(piece)
        count += len(piece)
        if count < BLOCK:
            continue
        joined = np.concatenate(waiting)
        whole = len(joined) // BLOCK * BLOCK
        yield from joined[:whole].reshape(-1, BLOCK)
        waiting, count = [joined[whole:]], len(joined) - whole
    if count:
        yield np.concatenate(waiting)


def _pieces(path: Path) -> Iterator[Floats]:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise UnreadableMediaError(f"{path.name} holds no sound; start the job again")
            for frame in container.decode(audio=0):
                yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
            yield from (part.to_ndarray()[0] for part in resampler.resample(None))
    except av.error.FFmpegError as error:
        raise UnreadableMediaError(
            f"the sound {path.name} cannot be decoded ({error.strerror}); start the job again"
        ) from error
