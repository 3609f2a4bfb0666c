"""Read sound from a file, a piece at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
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
    with _opened(path) as container:
        for frame in container.decode(audio=0):
            yield from (_samples(part) for part in resampler.resample(frame))
        yield from (_samples(part) for part in resampler.resample(None))


def between(path: Path, start: float, end: float) -> Samples:
    """Return what a 16 kHz file sounds like from ``start`` to ``end`` seconds, mono, -1..1.

    Shorter where the file ends. Nothing else of the file is kept.

    Raises:
        UnreadableMediaError: the file holds no sound that can be decoded.
    """
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    found = [np.zeros(0, np.float32)]
    began: float | None = None
    with _opened(path) as container:
        container.seek(int(max(0.0, start) * av.time_base))
        for frame in container.decode(audio=0):
            at = frame.time or 0.0
            if at >= end:
                break
            began = at if began is None else began
            found += [_samples(part) for part in resampler.resample(frame)]
    skipped = round((max(0.0, start) - (began or 0.0)) * RATE)
    length = round((end - max(0.0, start)) * RATE)
    return np.concatenate(found)[max(0, skipped) :][:length]


@contextmanager
def _opened(path: Path) -> Iterator[av.container.InputContainer]:
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise UnreadableMediaError(f"{path.name} holds no sound; start the job again")
            yield container
    except av.error.FFmpegError as error:
        raise UnreadableMediaError(
            f"the sound {path.name} cannot be decoded ({error.strerror}); start the job again"
        ) from error


def _samples(frame: av.AudioFrame) -> Samples:
    return np.asarray(frame.to_ndarray()[0], np.float32)
