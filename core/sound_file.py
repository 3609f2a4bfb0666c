"""Read the sound of a file a piece at a time: 16 kHz, mono, -1..1."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from core.domain.sound import RATE
from core.errors import UnreadableMediaError

Samples = NDArray[np.float32]

READING = {
    "format_whitelist": "aac,aiff,flac,matroska,mov,mp3,ogg,w64,wav",
    "protocol_whitelist": "file",
}
"""A playlist that calls itself sound would make the reader open whatever else it names."""


def pieces(path: Path) -> Iterator[Samples]:
    """Yield the sound of a file as it is decoded.

    Raises:
        UnreadableMediaError: the file holds no sound that can be decoded.
    """
    resampler = _resampler()
    with _opened(path) as container:
        for frame in container.decode(audio=0):
            yield from _samples(resampler, frame)
        yield from _samples(resampler, None)


def blocks(path: Path, length: int) -> Iterator[Samples]:
    """Yield the sound of a file in blocks of so many samples; the last may be shorter.

    Raises:
        UnreadableMediaError: the file holds no sound that can be decoded.
    """
    waiting: list[Samples] = []
    count = 0
    for piece in pieces(path):
        waiting.append(piece)
        count += len(piece)
        if count < length:
            continue
        joined = np.concatenate(waiting)
        whole = len(joined) // length * length
        yield from joined[:whole].reshape(-1, length)
        waiting, count = [joined[whole:]], len(joined) - whole
    if count:
        yield np.concatenate(waiting)


def between(path: Path, start: float, end: float) -> Samples:
    """Return what a 16 kHz file sounds like from ``start`` to ``end`` seconds.

    Shorter where the file ends. Nothing else of the file is kept.

    Raises:
        UnreadableMediaError: the file holds no sound that can be decoded.
    """
    first, last = round(max(0.0, start) * RATE), round(end * RATE)
    resampler = _resampler()
    found = [np.zeros(0, np.float32)]
    began: int | None = None
    with _opened(path) as container:
        container.seek(int(first / RATE * av.time_base))
        for frame in container.decode(audio=0):
            at = round((frame.time or 0.0) * RATE)
            if at >= last:
                break
            began = at if began is None else began
            found += _samples(resampler, frame)
    before = first - (first if began is None else began)
    return np.concatenate(found)[max(0, before) :][: max(0, last - first)]


def _resampler() -> av.AudioResampler:
    return av.AudioResampler(format="flt", layout="mono", rate=RATE)


def _samples(resampler: av.AudioResampler, frame: av.AudioFrame | None) -> list[Samples]:
    return [np.asarray(part.to_ndarray()[0], np.float32) for part in resampler.resample(frame)]


@contextmanager
def _opened(path: Path) -> Iterator[av.container.InputContainer]:
    try:
        with av.open(str(path), options=READING) as container:
            if not container.streams.audio:
                raise UnreadableMediaError(f"{path.name} holds no sound; start the job again")
            yield container
    except av.error.FFmpegError as error:
        raise UnreadableMediaError(
            f"the sound {path.name} cannot be decoded ({error.strerror}); start the job again"
        ) from error
