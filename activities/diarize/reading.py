"""Read sound from a file, a piece at a time."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from activities.diarize.spectrum import RATE
from core.errors import UnreadableMediaError

Samples = NDArray[np.float32]


def chunks(path: Path, seconds: float) -> Iterator[tuple[float, Samples]]:
    """Yield the sound of a file, 16 kHz mono, -1..1, as chunks with the second each begins at.

    Every chunk but the last has so many ``seconds``.

    Raises:
        UnreadableMediaError: the file holds no sound that can be decoded.
    """
    length = round(seconds * RATE)
    waiting: list[Samples] = []
    held = taken = 0
    for piece in _pieces(path):
        waiting.append(piece)
        held += len(piece)
        while held >= length:
            joined = np.concatenate(waiting)
            yield taken / RATE, joined[:length]
            waiting, held, taken = [joined[length:]], held - length, taken + length
    if held:
        yield taken / RATE, np.concatenate(waiting)


def _pieces(path: Path) -> Iterator[Samples]:
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
